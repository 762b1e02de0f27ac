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
 * stop, connected), after {@link #verbose()} from DEBUG on; those of libraries from WARN on. What
 * repeats is held back, and counted in the next line of its kind: of our warnings and errors what
 * is beyond ten a minute, of a library's lines what is beyond one. What Kafka's client says of
 * connections shows from DEBUG on, as the sink says it in one line. {@code HYDROPHONE_LOG}, or else
 * {@code RUST_LOG}, overrides with one of {@code off error warn info debug trace}. Stack traces are
 * written only where {@code HYDROPHONE_DEBUG} is set.
 *
 * <p>A line is text, as Sonar's, or after {@link #json()} a JSON object; {@code
 * HYDROPHONE_LOG_FORMAT} overrides with {@code text} or {@code json}. Text that goes to systemd's
 * journal has its priority before it.
 *
 * <p>Thread-safe. A line is written whole, with one call.
 */
public final class Loggers implements ILoggerFactory {
    private static final Duration QUIET = Duration.ofMinutes(1);
    private static final int BURST = 10;
    private static final String OURS = "hydrophone";
    private static final String STANDARD_ERROR = "/proc/self/fd/2";

    /** What these say of connections, logins and topics is said in one line of our own. */
    private static final Set<String> RESTATED =
            Set.of(
                    "org.apache.kafka.clients.Metadata",
                    "org.apache.kafka.clients.NetworkClient",
                    "org.apache.kafka.clients.ClientUtils",
                    "org.apache.kafka.clients.admin.internals.AdminMetadataManager",
                    "org.apache.kafka.clients.consumer.internals.FetchCollector",
                    "org.apache.kafka.clients.producer.internals.Sender");

    private final ConcurrentMap<String, Logger> loggers = new ConcurrentHashMap<>();
    private final Object writing = new Object();
    private final OutputStream out;
    private final InstantSource clock;
    private final Folding ourRepeats = new Folding(QUIET, BURST);
    private final Folding libraryRepeats = new Folding(QUIET, 1);
    private final Optional<Threshold> forced;
    private final String format;
    private final boolean traces;
    private final boolean journal;
    private volatile Threshold ours;
    private volatile boolean json;

    Loggers(OutputStream out, InstantSource clock, Map<String, String> environment) {
        this.out = out;
        this.clock = clock;
        this.forced =
                Threshold.ofWord(environment.getOrDefault("HYDROPHONE_LOG", ""))
                        .or(() -> Threshold.ofWord(environment.getOrDefault("RUST_LOG", "")));
        this.format = environment.getOrDefault("HYDROPHONE_LOG_FORMAT", "");
        this.traces = environment.containsKey("HYDROPHONE_DEBUG");
        String stream = environment.getOrDefault("JOURNAL_STREAM", "");
        this.journal = !stream.isEmpty() && JournalStream.isAt(stream, STANDARD_ERROR);
        this.ours = forced.orElse(Threshold.INFO);
        this.json = format.equals("json");
    }

    /** Shows our DEBUG lines from now on, unless the environment says otherwise. */
    public void verbose() {
        ours = forced.orElse(Threshold.DEBUG);
    }

    /** Writes JSON objects from now on, unless the environment says otherwise. */
    public void json() {
        json = !format.equals("text");
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
        boolean restated = RESTATED.contains(logger) && !ours.passes(Level.DEBUG);
        return libraries().passes(level) && !restated;
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
        String said = MessageFormatter.basicArrayFormat(pattern, arguments);
        long held = held(logger, level, pattern, said, now);
        if (held < 0) return;
        String text = said + (held > 0 ? " (and " + held + " more)" : "") + cause(thrown);
        if (json) {
            emit(JsonLine.of(now, level, logger, text, pattern, arguments, trace(thrown)));
        } else {
            String lines = LineFormat.line(now, level, logger, text) + trace(thrown);
            emit(journal ? JournalStream.prioritised(level, lines) : lines);
        }
    }

    /** As {@link Folding#pass}. A pattern without words says nothing of the kind of line. */
    private long held(String logger, Level level, String pattern, String said, Instant now) {
        if (!isOurs(logger)) return libraryRepeats.pass(logger + ' ' + pattern, now);
        if (level.toInt() < Level.WARN.toInt()) return 0;
        boolean worded = pattern.chars().anyMatch(Character::isLetter);
        return ourRepeats.pass(logger + ' ' + (worded ? pattern : said), now);
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
