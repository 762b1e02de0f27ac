package hydrophone.ingest;

import hydrophone.Version;
import hydrophone.ingest.store.Salvage;
import hydrophone.ingest.store.StoreException.Kind;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** {@code ingest recover}: what can be read of a damaged store. */
@Command(
        name = "ingest recover",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Takes what can be read of a damaged store in DIR into a fresh one in NEWDIR, and says"
                    + " for each table what was taken and what is lost.",
            "The old file is only read. If anything is lost, ingest on NEWDIR reads its topics from"
                    + " the beginning: what is there already it finds repeated."
        },
        footer = {
            "",
            "Exit status: 0 all was taken, 2 usage, 70 internal, 73 NEWDIR not writable, 74 some or"
                    + " all is lost,",
            "75 locked, 78 no store of this version."
        })
final class RecoverCommand implements Callable<Integer> {
    @Option(
            names = "--data-dir",
            required = true,
            paramLabel = "DIR",
            description = "Folder of the damaged store.")
    private Path dataDir = Path.of("");

    @Option(
            names = "--into",
            required = true,
            paramLabel = "NEWDIR",
            description = "A new or empty folder, on a local disk.")
    private Path into = Path.of("");

    @Spec private @Nullable CommandSpec spec;

    private RecoverCommand() {}

    /** Its command line. */
    static CommandLine line() {
        CommandLine line = new CommandLine(new RecoverCommand());
        line.getCommandSpec().version("hydrophone version " + Version.text());
        return line;
    }

    @Override
    public Integer call() throws IOException {
        IngestLog.configure(false);
        refuseFullFolder();
        Salvage.Result result = Salvage.run(dataDir, into);
        long rows = 0;
        for (Salvage.Table table : result.tables()) {
            rows += table.taken();
            System.out.println(text(table));
        }
        System.out.println(
                into + ": rows=" + rows + (result.whole() ? ", all was taken" : ", some are lost"));
        if (result.whole()) return 0;
        System.err.println("ingest: offsets were left out, so ingest reads its topics again");
        return Kind.DAMAGED.exitCode();
    }

    private static String text(Salvage.Table table) {
        String lost =
                table.lost().isPresent() ? String.valueOf(table.lost().getAsLong()) : "unknown";
        return table.name() + ": taken=" + table.taken() + " lost=" + lost;
    }

    private void refuseFullFolder() throws IOException {
        if (!Files.isDirectory(into)) return;
        try (Stream<Path> there = Files.list(into)) {
            if (there.findAny().isEmpty()) return;
        }
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        throw new ParameterException(line, "--into: " + into + " is not empty");
    }
}
