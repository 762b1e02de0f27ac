package hydrophone.ingest;

import hydrophone.Version;
import hydrophone.ingest.replay.Replay;
import hydrophone.ingest.replay.ReplayCounts;
import hydrophone.ingest.store.DeadLetter.Wanted;
import hydrophone.ingest.store.Store;
import hydrophone.topic.ClusterTopics;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;

/** {@code ingest replay}: dead letters judged once more. */
@Command(
        name = "ingest replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Judges the dead letters of the store in DIR once more, as if they came now: those that"
                    + " can be stored are, and leave the table; the others stay as they are.",
            "For after an update that reads more, or after a mistake of others was mended. Ending"
                    + " it at any time loses nothing."
        },
        footer = {
            "",
            "Exit status: 0 done (letters may remain), 2 usage, 70 internal, 74 store damaged, 75"
                    + " in use by an",
            "ingest, 78 no store of this version or cluster."
        })
final class ReplayCommand implements Callable<Integer> {
    @Option(
            names = "--cluster",
            required = true,
            paramLabel = "NAME",
            description = "Canonical name of the cluster.")
    private String cluster = "";

    @Option(
            names = "--data-dir",
            required = true,
            paramLabel = "DIR",
            description = "Folder of the store.")
    private Path dataDir = Path.of("");

    @Option(
            names = "--reason",
            paramLabel = "WORD",
            description = "Only letters with this reason, as 'query status' shows it.")
    private @Nullable String reason;

    @Option(
            names = "--id",
            paramLabel = "N",
            description = "Only the letter with this id in v_dead_letter.")
    private @Nullable Long id;

    @Option(
            names = {"-v", "--verbose"},
            description = "Stack traces of our own defects.")
    private boolean verbose;

    @Spec private @Nullable CommandSpec spec;

    private final InstantSource clock;

    private ReplayCommand(InstantSource clock) {
        this.clock = clock;
    }

    /** Its command line. */
    static CommandLine line(InstantSource clock) {
        CommandLine line = new CommandLine(new ReplayCommand(clock));
        line.getCommandSpec().version("hydrophone version " + Version.text());
        return line;
    }

    @Override
    public Integer call() {
        checkUsage();
        IngestLog.configure(verbose);
        try (Store store = Store.openExisting(dataDir, cluster, clock)) {
            ReplayCounts counts = new Replay(store, cluster).run(new Wanted(reason, id));
            System.out.println("replayed " + counts);
            if (counts.total() == 0) System.err.println("ingest: no such dead letter is there");
            return 0;
        }
    }

    private void checkUsage() {
        try {
            new ClusterTopics(cluster);
        } catch (IllegalArgumentException e) {
            CommandLine line = Objects.requireNonNull(spec).commandLine();
            throw new ParameterException(line, "--cluster: " + e.getMessage());
        }
    }
}
