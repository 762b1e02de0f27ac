package hydrophone.deploy.demo;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code ./demo}: shows the whole pipeline on this machine's own processes. Ends with 0 when
 * samples were stored, 69 when a part did not come up or ended early, 70 when nothing was stored,
 * 73 when the data folder cannot be written, 2 for a wrong option.
 */
@Command(
        name = "demo",
        sortOptions = false,
        description =
                "Starts a Kafka broker, an agent and ingest on free ports, and shows what this"
                        + " machine runs as it is sampled, produced, stored and queried."
                        + " Ctrl-C ends it and prints queries to try.")
final class DemoCommand implements Callable<Integer> {

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            converter = DurationWords.class,
            description = "End by itself after this time, like 40s or 5m.")
    private @Nullable Duration length;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description =
                    "Where the store lies, and the demo's other files in DIR/demo"
                            + " (default: a fresh folder in the temporary one).")
    private @Nullable Path dataDir;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "This text.")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    private DemoCommand() {}

    /** {@code hydrophone.home} names the folder of bin and lib. */
    public static void main(String[] args) {
        CommandLine line = new CommandLine(new DemoCommand());
        line.setParameterExceptionHandler((wrong, ignored) -> {
            System.err.println("demo: " + wrong.getMessage() + "; try './demo --help'");
            return 2;
        });
        int status = line.execute(args);
        System.out.flush();
        // halt: a signal's shutdown hook waits for this thread, so exit would wait for ever.
        Runtime.getRuntime().halt(status);
    }

    @Override
    public Integer call() {
        Path home = Path.of(System.getProperty("hydrophone.home", ""));
        StopRequest stop = StopRequest.onSignals();
        try (Demo demo = new Demo(Folders.make(home, dataDir), stop)) {
            demo.start();
            demo.watch(length);
            demo.stop();
            return demo.summary();
        } catch (DemoException e) {
            System.out.flush();
            System.err.println("demo: " + e.getMessage());
            return e.status();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return DemoException.INTERNAL;
        }
    }

    /** {@code 40s}, {@code 5m}, {@code 1h}; a bare number means seconds. */
    static final class DurationWords implements ITypeConverter<Duration> {
        private static final Pattern WORDS = Pattern.compile("([0-9]{1,6})([smh]?)");

        @Override
        public Duration convert(String text) {
            Matcher words = WORDS.matcher(text.toLowerCase(Locale.ROOT));
            if (!words.matches()) {
                throw new TypeConversionException(
                        "'" + text + "' is no duration: write it like 40s, 5m or 1h");
            }
            long number = Long.parseLong(words.group(1));
            return switch (words.group(2)) {
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofSeconds(number);
            };
        }
    }
}
