package hydrophone.agent.daemon;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.collect.CollectException;
import hydrophone.agent.collect.Collector;
import hydrophone.agent.collect.Feed;
import hydrophone.agent.collect.Observation;
import hydrophone.agent.collect.Origin;
import hydrophone.agent.collect.Receipt;
import hydrophone.agent.collect.StreamingCollector;
import hydrophone.agent.config.Cadence;
import hydrophone.agent.daemon.Operation.Inline;
import hydrophone.agent.daemon.Operation.Streaming;
import hydrophone.agent.machine.Commands;
import hydrophone.agent.machine.Program;
import hydrophone.agent.machine.SystemCommands;
import hydrophone.agent.sink.DeliveryLog;
import hydrophone.agent.sink.FakeSink;
import hydrophone.agent.sink.Outbox;
import hydrophone.agent.sink.Outcome;
import hydrophone.message.JobsAttributes;
import hydrophone.message.MessageType;
import hydrophone.message.SampleAttributes;
import hydrophone.topic.ClusterTopics;
import hydrophone.topic.ControlMessage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** The real loop, outbox and programs; what streams must never be in the way of a sample. */
final class DaemonTest {
    private static final Cadence SECOND = new Cadence(1);

    private final FakeSink sink = new FakeSink();
    private final AgentCounters counters = new AgentCounters(InstantSource.system());
    private final SystemCommands commands = new SystemCommands();
    private final InstantSource clock = InstantSource.system();
    private final Asked asked = new Asked();
    private final Envelopes envelopes =
            new Envelopes(
                    new Envelopes.Identity(
                            new Origin("c", "n"), "hydrophone", "1", "run", "", ZoneOffset.UTC),
                    new ClusterTopics("", "c"));
    private final Outbox outbox =
            new Outbox(
                    sink,
                    System.nanoTime(),
                    counters,
                    new DeliveryLog("fake", System::nanoTime),
                    _ -> {});
    private final Sampler sampler = new Sampler();
    private final Receipts receipts = new Receipts();

    /** Notes how late it is called. */
    private final class Sampler implements Collector {
        private final List<Duration> late = new CopyOnWriteArrayList<>();

        @Override
        public MessageType type() {
            return MessageType.SAMPLE;
        }

        @Override
        public Observation collect(OffsetDateTime now) {
            late.add(Duration.between(now.toInstant(), clock.instant()));
            return new Observation(
                    List.of(new SampleAttributes(now, "c", "n", null, List.of(), List.of())),
                    List.of());
        }
    }

    private static final class Receipts implements Receipt {
        private final AtomicInteger accepted = new AtomicInteger();
        private final AtomicInteger lost = new AtomicInteger();

        @Override
        public void accepted() {
            accepted.incrementAndGet();
        }

        @Override
        public void lost() {
            lost.incrementAndGet();
        }
    }

    /** What the loop has asked for. */
    private static final class Asked implements Daemon.Host {
        private final AtomicInteger alive = new AtomicInteger();
        private final List<String> words = new CopyOnWriteArrayList<>();
        private volatile boolean mayExit = true;
        private volatile boolean reloads;

        @Override
        public void alive() {
            alive.incrementAndGet();
        }

        @Override
        public void stopping() {}

        @Override
        public void dump(boolean on) {
            words.add("dump " + on);
        }

        @Override
        public boolean mayExit() {
            return mayExit;
        }

        @Override
        public boolean reload() {
            words.add("reload");
            return reloads;
        }
    }

    private interface Body {
        void collect(OffsetDateTime now, Feed feed)
                throws CollectException, InterruptedException, IOException;
    }

    private static StreamingCollector jobs(Body body) {
        return new StreamingCollector() {
            @Override
            public MessageType type() {
                return MessageType.JOB;
            }

            @Override
            public void collect(OffsetDateTime now, Feed feed)
                    throws CollectException, InterruptedException {
                try {
                    body.collect(now, feed);
                } catch (IOException e) {
                    throw new CollectException(String.valueOf(e.getMessage()), e);
                }
            }
        };
    }

    private static Program shell(String script) {
        return new Program(
                List.of("bash", "-c", script), Map.of(), Duration.ofMinutes(3), 256 << 20);
    }

    private static JobsAttributes part(OffsetDateTime now, int bytes) {
        return new JobsAttributes(now, "c".repeat(bytes), List.of());
    }

    /** Runs the loop for so long, beside sampling each second. */
    private void run(Duration time, Body body) throws InterruptedException {
        run(
                List.of(
                        new Streaming(jobs(body), SECOND, true),
                        new Inline(sampler, SECOND, false)),
                limits(time));
    }

    private static Daemon.Limits limits(Duration time) {
        return new Daemon.Limits(Map.of(), false, Optional.of(System.nanoTime() + time.toNanos()));
    }

    private void run(List<Operation> operations, Daemon.Limits limits) throws InterruptedException {
        outbox.start();
        boolean _ = daemon(operations, limits).run();
    }

    private Daemon daemon(List<Operation> operations, Daemon.Limits limits) {
        return new Daemon(
                operations,
                new CollectorRunner(envelopes, counters),
                outbox,
                asked,
                counters,
                clock,
                limits);
    }

    private void assertSampledEachSecond(int seconds) {
        List<Duration> late = List.copyOf(sampler.late);
        assertTrue(late.size() >= seconds - 1, late.toString());
        for (Duration by : late) assertTrue(by.toMillis() < 1000, late.toString());
        System.out.println("DaemonTest: samples late by " + late);
    }

    private long sent(String type) {
        return sink.taken().stream().filter(m -> m.contains("\"type\":\"" + type + "\"")).count();
    }

    @AfterEach
    void stop() throws InterruptedException {
        commands.close();
        int _ = outbox.stop(Duration.ofMillis(100));
    }

    @Test
    void programThatHangs_delaysNoSample_andTheStopEndsIt() throws InterruptedException {
        List<Long> pids = new ArrayList<>();
        AtomicLong ended = new AtomicLong();
        run(
                Duration.ofSeconds(5),
                (_, _) -> {
                    try {
                        commands.stream(
                                shell("echo $$; sleep 1000 & wait"),
                                out -> {
                                    byte[] pid = new byte[32];
                                    int length = out.read(pid);
                                    pids.add(
                                            Long.parseLong(
                                                    new String(
                                                            pid,
                                                            0,
                                                            length - 1,
                                                            StandardCharsets.UTF_8)));
                                    int _ = out.read();
                                });
                    } finally {
                        ended.set(System.nanoTime());
                    }
                });
        long stopped = System.nanoTime();
        assertSampledEachSecond(5);
        await().atMost(Duration.ofSeconds(2)).until(() -> ended.get() > 0);
        assertTrue(ended.get() - stopped < 1_000_000_000, "ended late");
        assertEquals(1, pids.size());
        await().until(() -> ProcessHandle.of(pids.getFirst()).isEmpty());
        assertTrue(counters.line().matches(".*skipped-points=[3-6] .*"), counters.line());
    }

    @Test
    void floodOfAGigabyte_delaysNoSample() throws InterruptedException {
        List<Commands.Ending> endings = new CopyOnWriteArrayList<>();
        AtomicLong bytes = new AtomicLong();
        run(
                Duration.ofSeconds(6),
                (_, _) ->
                        endings.add(
                                commands.stream(
                                        shell("head -c 1073741824 /dev/zero | tr '\\0' 'x'"),
                                        out -> {
                                            byte[] chunk = new byte[8192];
                                            for (int n = out.read(chunk);
                                                    n > 0;
                                                    n = out.read(chunk)) bytes.addAndGet(n);
                                        })));
        assertSampledEachSecond(6);
        assertFalse(endings.isEmpty());
        assertTrue(endings.getFirst().truncated());
        assertTrue(bytes.get() >= 256 << 20);
    }

    /** Samples neither wait for it nor lose their place to it. */
    @Test
    void whatWaitsForRoom_delaysNoSample_andArrivesWhenThereIsSome() throws InterruptedException {
        sink.answers(_ -> new Outcome.Later("broker away"));
        AtomicInteger fed = new AtomicInteger();
        Thread repair =
                Thread.ofPlatform()
                        .start(() -> {
                            await().until(() -> sampler.late.size() == 4);
                            assertTrue(fed.get() < 6, fed + " messages did not wait");
                            sink.answers(_ -> new Outcome.Accepted());
                        });
        run(
                Duration.ofSeconds(9),
                (now, feed) -> {
                    while (fed.get() < 20) {
                        feed.message(part(now, 900_000), List.of(), receipts);
                        fed.incrementAndGet();
                    }
                });
        assertTrue(repair.join(Duration.ofSeconds(5)));
        assertSampledEachSecond(9);
        await().until(() -> receipts.accepted.get() == 20);
        assertEquals(0, receipts.lost.get());
        assertTrue(counters.line().contains(" dropped=0 "), counters.line());
        await().until(() -> sent("sample") == sampler.late.size());
        assertEquals(20, sent("job"));
        // One time, numbers without a gap.
        for (int i = 1; i <= 20; i++) {
            String number = "\"seq\",\"value\":\"" + i + "\"";
            assertEquals(
                    1,
                    sink.taken().stream()
                            .filter(m -> m.contains("\"type\":\"job\"") && m.contains(number))
                            .count());
        }
    }

    @Test
    void stopWhileItWaitsForRoom_endsTheWait_andItsReceiptsSayLost() throws InterruptedException {
        sink.answers(_ -> new Outcome.Later("broker away"));
        AtomicInteger fed = new AtomicInteger();
        AtomicInteger interrupted = new AtomicInteger();
        run(
                Duration.ofSeconds(2),
                (now, feed) -> {
                    try {
                        while (true) {
                            feed.message(part(now, 900_000), List.of(), receipts);
                            fed.incrementAndGet();
                        }
                    } catch (InterruptedException e) {
                        interrupted.incrementAndGet();
                        throw e;
                    }
                });
        await().atMost(Duration.ofSeconds(1)).until(() -> interrupted.get() == 1);
        int left = outbox.stop(Duration.ofMillis(100));
        assertTrue(left >= fed.get(), left + " of " + fed);
        assertEquals(fed.get(), receipts.lost.get());
        assertEquals(0, receipts.accepted.get());
    }

    @Test
    void troublesAndDefects_areErrorsBesideWhatWasSent() throws InterruptedException {
        oneshot((now, feed) -> {
            feed.message(part(now, 1), List.of(), receipts);
            feed.trouble("scontrol: exit status 1");
            throw new IllegalStateException("oops");
        });
        List<String> taken = sink.taken();
        assertEquals(3, taken.size(), taken.toString());
        assertTrue(taken.get(0).contains("\"slurm_jobs\":[]"), taken.get(0));
        assertTrue(taken.get(1).contains("\"detail\":\"scontrol: exit status 1\""), taken.get(1));
        assertTrue(taken.get(1).contains("\"seq\",\"value\":\"2\""), taken.get(1));
        assertTrue(
                taken.get(2)
                        .contains(
                                "job: unexpected java.lang.IllegalStateException: oops at"
                                        + " hydrophone.agent.daemon.DaemonTest"),
                taken.get(2));
        assertTrue(counters.line().contains("produced=3 "), counters.line());
        assertTrue(counters.line().contains("failures=2 "), counters.line());
    }

    @Test
    void failureAsAWhole_isAnError() throws InterruptedException {
        oneshot((_, _) -> {
            throw new CollectException("sacct: exit status 1");
        });
        assertEquals(1, sink.taken().size());
        assertTrue(sink.taken().getFirst().contains("\"detail\":\"sacct: exit status 1\""));
    }

    /** It would be as large the next time, and the next. */
    @Test
    void tooLargeAMessage_isAnErrorInItsPlace_thatAcceptsItsReceipt() throws InterruptedException {
        oneshot((now, feed) -> {
            feed.message(part(now, Envelopes.MAX_BYTES), List.of(), receipts);
            feed.message(part(now, 1), List.of(), receipts);
        });
        List<String> taken = sink.taken();
        assertEquals(2, taken.size());
        assertTrue(taken.get(0).contains("job: the message has more than 2048 KiB"), taken.get(0));
        assertTrue(taken.get(1).contains("\"seq\",\"value\":\"2\""), taken.get(1));
        assertEquals(2, receipts.accepted.get());
    }

    /** Ends by itself after the first completed observation. */
    private void oneshot(Body body) throws InterruptedException {
        run(
                List.of(new Streaming(jobs(body), new Cadence(3600), true)),
                new Daemon.Limits(Map.of(), true, Optional.empty()));
        assertEquals(0, outbox.stop(Duration.ofSeconds(5)));
    }

    /** A list, so that what comes first is seen. */
    private static List<Operation> each(Cadence cadence, Collector collector) {
        return List.of(new Inline(collector, cadence, false));
    }

    @Test
    void reload_thatIsRefused_changesNothing_andOneThatIsNot_endsTheLoop()
            throws InterruptedException {
        Daemon daemon = daemon(each(SECOND, sampler), limits(Duration.ofSeconds(30)));
        daemon.post(new Event.Signal("HUP"));
        daemon.post(new Event.Control(new ControlMessage.Dump(true)));
        Thread.ofPlatform()
                .start(() -> {
                    await().until(() -> sampler.late.size() >= 2);
                    asked.reloads = true;
                    daemon.post(new Event.Control(new ControlMessage.Reload()));
                });
        assertTrue(daemon.run());
        assertEquals(List.of("reload", "dump true", "reload"), asked.words);
        assertTrue(asked.alive.get() >= 2);
        // Said while the next session is made: that one hears it, once.
        Event exit = new Event.Control(new ControlMessage.Exit());
        daemon.post(new Event.TimeUp());
        daemon.post(exit);
        daemon.post(new Event.Signal("HUP"));
        assertEquals(List.of(exit, new Event.Signal("HUP")), daemon.unheard());
        assertEquals(List.of(), daemon.unheard());
    }

    /** However often it is read again, each point is sampled once, and none is left out. */
    @Test
    void reloads_leaveOutNoPoint_andRepeatNone() throws InterruptedException {
        List<Instant> points = new CopyOnWriteArrayList<>();
        Collector noting =
                new Collector() {
                    @Override
                    public MessageType type() {
                        return MessageType.SAMPLE;
                    }

                    @Override
                    public Observation collect(OffsetDateTime now) {
                        points.add(now.toInstant());
                        return sampler.collect(now);
                    }
                };
        asked.reloads = true;
        outbox.start();
        Map<MessageType, Instant> looked = Map.of();
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (System.nanoTime() < end) {
            Daemon daemon =
                    daemon(
                            each(SECOND, noting),
                            new Daemon.Limits(looked, false, Optional.empty()));
            Thread.ofPlatform()
                    .start(() -> {
                        LockSupport.parkNanos(Duration.ofMillis(73).toNanos());
                        daemon.post(new Event.Signal("HUP"));
                    });
            assertTrue(daemon.run());
            looked = daemon.looked();
        }
        assertTrue(points.size() >= 4, points.toString());
        for (int i = 1; i < points.size(); i++) {
            assertEquals(points.get(i - 1).plusSeconds(1), points.get(i), points.toString());
        }
    }

    @Test
    void exit_isObeyed_unlessItIsNotAllowed() throws InterruptedException {
        Daemon daemon = daemon(each(SECOND, sampler), limits(Duration.ofSeconds(2)));
        asked.mayExit = false;
        daemon.post(new Event.Control(new ControlMessage.Exit()));
        assertFalse(daemon.run());
        assertTrue(sampler.late.size() >= 1);
        assertTrue(counters.line().contains("unknown-control=1"), counters.line());
        asked.mayExit = true;
        Daemon again = daemon(each(SECOND, sampler), limits(Duration.ofMinutes(5)));
        again.post(new Event.Control(new ControlMessage.Exit()));
        assertFalse(again.run());
    }
}
