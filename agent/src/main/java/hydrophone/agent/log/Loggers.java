package hydrophone.agent.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.helpers.MessageFormatter;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * All loggers and what they share. Hydrophone's own lines show from INFO on (a handful: start,
 * stop, connected), after {@link #verbose()} from DEBUG on; those of libraries from WARN on, and
 * there a line that repeats shows at most once a minute; what Kafka's client says of connections
 * shows from DEBUG on, as the sink says it in one line. {@code HYDROPHONE_LOG}, or else {@code
 * RUST_LOG}, overrides with one of {@code off error warn info debug trace}. Stack traces are
 * written only where {@code HYDROPHONE_DEBUG} is set.
 *
 * <p>Thread-safe. A line is written whole, with one call.
 */
public final class Loggers implements ILoggerFactory {
    private static final Duration QUIET = Duration.ofMinutes(1);
    private static final String OURS = "hydrophone";

    /** What these say of connections, names and topics the sink says in one line of its own. */
    private static final Set<String> RESTATED =
            Set.of(
                    "org.apache.kafka.clients.NetworkClient",
                    "org.apache.kafka.clients.ClientUtils");

    private final ConcurrentMap<String, Logger> loggers = new ConcurrentHashMap<>();
    private final Object writing = new Object();
    private final OutputStream out;
    private final InstantSource clock;
    private final Folding folding = new Folding(QUIET);
    private final Optional<Threshold> forced;
    private final boolean traces;
    private volatile Threshold ours;

    Loggers(OutputStream out, InstantSource clock, Map<String, String> environment) {
        this.out = out;
        this.clock = clock;
        this.forced =
                Threshold.ofWord(environment.getOrDefault("HYDROPHONE_LOG", ""))
                        .or(() -> Threshold.ofWord(environment.getOrDefault("RUST_LOG", "")));
        this.traces = environment.containsKey("HYDROPHONE_DEBUG");
        this.ours = forced.orElse(Threshold.INFO);
    }

    /** Shows our DEBUG lines from now on, unless the environment says otherwise. */
    public void verbose() {
        ours = forced.orElse(Threshold.DEBUG);
    }

    /** The loggers in use, or none when another back end was put on the class path. */
    public static Optional<Loggers> installed() {
        return LoggerFactory.getILoggerFactory() instanceof Loggers loggers
                ? Optional.of(loggers)
                : Optional.empty();
    }

    @Override
    public Logger getLogger(String name) {
        return loggers.computeIfAbsent(name, n -> new LineLogger(n, this));
    }

    boolean shows(String logger, Level level) {
        if (isOurs(logger)) return ours.passes(level);
        boolean restated = level == Level.WARN && RESTATED.contains(logger);
        return libraries().passes(level) && !(restated && !ours.passes(Level.DEBUG));
    }

    /** Libraries talk far more than we do: TRACE shows their DEBUG, nothing less does. */
    private Threshold libraries() {
        return switch (ours) {
            case OFF, ERROR -> ours;
            case WARN, INFO, DEBUG -> Threshold.WARN;
            case TRACE -> Threshold.DEBUG;
        };
    }

    void write(
            String logger,
            Level level,
            String pattern,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        Instant now = clock.instant();
        String more = "";
        if (!isOurs(logger)) {
            long held = folding.pass(logger + ' ' + pattern, now);
            if (held < 0) return;
            if (held > 0) more = " (and " + held + " more)";
        }
        String text = MessageFormatter.basicArrayFormat(pattern, arguments) + more;
        emit(LineFormat.line(now, level, logger, text + cause(thrown)) + trace(thrown));
    }

    private static String cause(@Nullable Throwable thrown) {
        return thrown == null ? "" : ": " + thrown;
    }

    private String trace(@Nullable Throwable thrown) {
        if (thrown == null || !traces) return "";
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private void emit(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        synchronized (writing) {
            try {
                out.write(bytes);
                out.flush();
            } catch (IOException e) {
                // Nobody listens on standard error: there is no other place to say so.
                return;
            }
        }
    }

    private static boolean isOurs(String logger) {
        return logger.startsWith(OURS);
    }
}
