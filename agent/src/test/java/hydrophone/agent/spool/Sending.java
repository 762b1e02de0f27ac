package hydrophone.agent.spool;

import hydrophone.agent.sink.DeliveryLog;
import hydrophone.agent.sink.Messages;
import hydrophone.agent.sink.Outgoing;
import hydrophone.agent.sink.Sink;
import hydrophone.message.MessageType;

import org.slf4j.Logger;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** A drain in a test, and what it counts. */
final class Sending implements Drain.Progress, Drain.Reports, AutoCloseable {
    private final Drain drain;
    private int sent;
    private int refused;
    private int failed;

    Sending(Spool spool, Sink sink, Duration window, long rate, Logger log) {
        this(spool, sink, window, rate, 0, log);
    }

    Sending(Spool spool, Sink sink, Duration window, long rate, long hold, Logger log) {
        Tempo.Settings tempo =
                new Tempo.Settings(
                        window,
                        Duration.ofMinutes(30),
                        System.nanoTime() + hold,
                        rate,
                        new SplittableRandom(1),
                        InstantSource.fixed(Spools.NOW));
        DeliveryLog said = DeliveryLog.to(log, "fake", System::nanoTime);
        drain = new Drain(spool, sink, tempo, this, this, said);
    }

    Drain drain() {
        return drain;
    }

    synchronized int sent() {
        return sent;
    }

    synchronized int refused() {
        return refused;
    }

    synchronized int failures() {
        return failed;
    }

    @Override
    public synchronized void sent(MessageType type) {
        sent++;
    }

    @Override
    public synchronized void refused(MessageType type) {
        refused++;
    }

    @Override
    public synchronized void failed() {
        failed++;
    }

    @Override
    public Outgoing refused(Outgoing message, String why) {
        return Messages.of(message.type(), 0, "instead: " + why + "\n");
    }

    @Override
    public Outgoing lost(MessageType type, List<Loss> losses) {
        String what =
                losses.stream()
                        .map(l -> l.reason().word() + " " + l.messages())
                        .collect(Collectors.joining(", "));
        return Messages.of(type, 0, "lost: " + what + "\n");
    }

    @Override
    public void close() {
        try {
            drain.stop(Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
