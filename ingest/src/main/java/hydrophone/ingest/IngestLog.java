package hydrophone.ingest;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.FilterReply;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The log of ingest: one line an event on stderr, times in UTC. Kafka's own warnings come once
 * each: what they mean for us is said in our words.
 */
final class IngestLog {
    private static final String LINE =
            "%d{yyyy-MM-dd'T'HH:mm:ss'Z',UTC} %-5level %replace(%msg){'\\p{Cntrl}+',' '}";

    /** That the broker cannot be reached, or lets us not in, is ours to say. */
    private static final Pattern RESTATED =
            Pattern.compile(
                    ".*\\.(NetworkClient|ClientUtils|Metadata|FetchCollector|AdminMetadataManager)");

    private IngestLog() {}

    static void configure(boolean verbose) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(LINE + (verbose ? "%n%ex" : "%n%nopex"));
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        root.setLevel(Level.WARN);
        context.getLogger("hydrophone").setLevel(verbose ? Level.DEBUG : Level.INFO);
        context.addTurboFilter(new OnceFromKafka(verbose));
    }

    /** Our own mistake: the trace is shown with {@code --verbose}. */
    static void defect(Exception e) {
        LoggerFactory.getLogger(IngestLog.class).debug("internal error", e);
    }

    /** Lets each kind of warning of the Kafka client through once; all of them with verbose. */
    private static final class OnceFromKafka extends TurboFilter {
        private final boolean verbose;
        private final Set<String> seen = new HashSet<>();

        private OnceFromKafka(boolean verbose) {
            this.verbose = verbose;
        }

        @Override
        public synchronized FilterReply decide(
                @Nullable Marker marker,
                Logger logger,
                Level level,
                @Nullable String format,
                Object @Nullable [] params,
                @Nullable Throwable t) {
            if (format == null || verbose || !logger.getName().startsWith("org.apache.kafka")) {
                return FilterReply.NEUTRAL;
            }
            if (!level.isGreaterOrEqual(Level.WARN)) return FilterReply.DENY;
            if (RESTATED.matcher(logger.getName()).matches()) return FilterReply.DENY;
            return seen.add(logger.getName() + format) ? FilterReply.NEUTRAL : FilterReply.DENY;
        }
    }
}
