package hydrophone.agent.daemon;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Tells systemd how the daemon is (sd_notify(3)), for units with {@code Type=notify-reload} or
 * {@code notify}, and keeps its watchdog quiet. Where {@code $NOTIFY_SOCKET} is not set nothing
 * happens, and nothing is loaded for it. Costs some 10 microseconds a message; never waits; what
 * fails is said once. Thread-safe.
 */
public final class Systemd {
    private static final int LONGEST_STATUS = 1000;

    private final Optional<NotifySocket> socket;
    private final long period;
    private final LongSupplier nanos;
    private final Logger log;
    private volatile long fed;
    private volatile boolean complained;

    private Systemd(Optional<NotifySocket> socket, long period, LongSupplier nanos, Logger log) {
        this.socket = socket;
        this.period = period;
        this.nanos = nanos;
        this.log = log;
        this.fed = nanos.getAsLong() - period;
    }

    /**
     * @param environment of this process
     * @param pid of this process
     * @param nanos a clock that only goes forward
     */
    public static Systemd of(Map<String, String> environment, long pid, LongSupplier nanos) {
        return of(environment, pid, nanos, LoggerFactory.getLogger(Systemd.class));
    }

    static Systemd of(Map<String, String> environment, long pid, LongSupplier nanos, Logger log) {
        String name = environment.getOrDefault("NOTIFY_SOCKET", "");
        Optional<NotifySocket> socket = name.isEmpty() ? Optional.empty() : NotifySocket.at(name);
        if (socket.isEmpty() && !name.isEmpty()) {
            log.warn("NOTIFY_SOCKET: \"{}\" is no socket that can be used; ignored", name);
        }
        return new Systemd(socket, period(environment, pid), nanos, log);
    }

    /** Half of what the watchdog allows, in nanoseconds; 0 = there is none for this process. */
    private static long period(Map<String, String> environment, long pid) {
        String whose = environment.getOrDefault("WATCHDOG_PID", "");
        if (!whose.isEmpty() && !whose.equals(Long.toString(pid))) return 0;
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        return micros.matches("[0-9]{1,15}") ? Long.parseLong(micros) * 500 : 0;
    }

    /** Started, or done with reloading. */
    public void ready() {
        tell("READY=1");
    }

    /** Reads its configuration again; {@link #ready} ends it. */
    public void reloading() {
        socket.ifPresent(s -> tell("RELOADING=1\nMONOTONIC_USEC=" + s.monotonicMicros()));
    }

    public void stopping() {
        tell("STOPPING=1");
    }

    /** One line for people, which {@code systemctl status} shows. */
    public void status(String text) {
        if (socket.isEmpty()) return;
        String line = text.replaceAll("\\p{Cntrl}", " ");
        tell("STATUS=" + line.substring(0, Math.min(line.length(), LONGEST_STATUS)));
    }

    /**
     * The daemon's loop came round. To be called often: the watchdog is told at most every half of
     * the time that it allows.
     */
    public void heartbeat() {
        if (period == 0 || socket.isEmpty()) return;
        long now = nanos.getAsLong();
        if (now - fed < period) return;
        fed = now;
        tell("WATCHDOG=1");
    }

    private void tell(String message) {
        socket.flatMap(s -> s.send(message)).ifPresent(this::complain);
    }

    private void complain(String why) {
        if (complained) return;
        complained = true;
        log.warn("systemd cannot be told how the daemon is: NOTIFY_SOCKET: {}", why);
    }
}
