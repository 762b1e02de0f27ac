package hydrophone.ingest;

import hydrophone.Version;
import hydrophone.ingest.store.StoreCheck;
import hydrophone.ingest.store.StoreException.Kind;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

/** {@code ingest check}: whether a store is whole. */
@Command(
        name = "ingest check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Reads all of the store in DIR and prints a line for each thing that is wrong with it,"
                    + " then its figures.",
            "The store may be in use by an ingest; nothing is changed."
        },
        footer = {
            "",
            "Exit status: 0 well, 2 usage, 70 internal, 74 damaged, 75 locked, 78 no store of this"
                    + " version."
        })
final class CheckCommand implements Callable<Integer> {
    @Option(
            names = "--data-dir",
            required = true,
            paramLabel = "DIR",
            description = "Folder of the store.")
    private Path dataDir = Path.of("");

    private CheckCommand() {}

    /** Its command line. */
    static CommandLine line() {
        CommandLine line = new CommandLine(new CheckCommand());
        line.getCommandSpec().version("hydrophone version " + Version.text());
        return line;
    }

    @Override
    public Integer call() {
        IngestLog.configure(false);
        long begin = System.nanoTime();
        StoreCheck.Summary seen = StoreCheck.run(dataDir, CheckCommand::print);
        print(text(seen, (System.nanoTime() - begin) / 1e9));
        if (seen.findings() == 0) return 0;
        System.err.println(
                "ingest: 'ingest recover --data-dir DIR --into NEWDIR' takes what can be read");
        return Kind.DAMAGED.exitCode();
    }

    private static String text(StoreCheck.Summary seen, double seconds) {
        return String.format(
                Locale.ROOT,
                "%s %s: cluster=%s schema=%s bytes=%d pages=%s free_pages=%s samples=%s"
                        + " dead_letters=%s findings=%d seconds=%.1f",
                seen.file(),
                seen.findings() == 0 ? "is well" : "is damaged",
                seen.cluster().isEmpty() ? "?" : seen.cluster(),
                figure(seen.schema()),
                seen.bytes(),
                figure(seen.pages()),
                figure(seen.freePages()),
                figure(seen.samples()),
                figure(seen.deadLetters()),
                seen.findings(),
                seconds);
    }

    private static String figure(OptionalLong value) {
        return value.isPresent() ? String.valueOf(value.getAsLong()) : "?";
    }

    private static void print(String line) {
        System.out.println(line.replaceAll("\\p{Cntrl}+", " "));
    }
}
