package hydrophone.ingest;

import hydrophone.Version;
import hydrophone.ingest.store.Store;
import hydrophone.ingest.tree.ImportCounts;
import hydrophone.ingest.tree.TreeImport;
import hydrophone.topic.ClusterTopics;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code ingest import}: directory trees into a store. */
@Command(
        name = "ingest import",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Imports directory trees of Sonar's two layouts (YYYY/MM/DD/sample-NODE.json and"
                    + " YYYY/MM/DD/0+sample-NODE.json) into the store in DIR.",
            "What is there already changes nothing; an import that was interrupted goes on where it"
                    + " was. Bad lines are kept in the store as dead letters."
        },
        footer = {
            "",
            "Exit status: 0 done, 2 usage, 70 internal, 73 DIR not writable, or files of a TREE not"
                    + " readable,",
            "74 store damaged, 75 in use by an ingest, 77 no permission to read files of a TREE, 78"
                    + " configuration,",
            "130 stopped before the end."
        })
final class ImportCommand implements Callable<Integer> {
    private static final int STOPPED = 130;
    private static final long MOST_SECONDS_TO_STOP = 30;

    @Option(
            names = "--cluster",
            required = true,
            paramLabel = "NAME",
            description = "Canonical name of the cluster, as the messages say it.")
    private String cluster = "";

    @Option(
            names = "--data-dir",
            required = true,
            paramLabel = "DIR",
            description = "Folder of the store, made if need be; on a local disk.")
    private Path dataDir = Path.of("");

    @Option(
            names = {"-v", "--verbose"},
            description = "Stack traces of our own defects.")
    private boolean verbose;

    @Parameters(
            arity = "1..*",
            paramLabel = "TREE",
            description = "Folders that hold the years, or NAME's folder with them.")
    private List<Path> trees = List.of();

    @Spec private @Nullable CommandSpec spec;

    private final InstantSource clock;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    private ImportCommand(InstantSource clock) {
        this.clock = clock;
    }

    /** Its command line. */
    static CommandLine line(InstantSource clock) {
        CommandLine line = new CommandLine(new ImportCommand(clock));
        line.getCommandSpec().version("hydrophone version " + Version.text());
        return line;
    }

    @Override
    public Integer call() {
        checkUsage();
        IngestLog.configure(verbose);
        Thread hook = new Thread(this::stopInOrder, "stop");
        ImportProgress progress =
                new ImportProgress(System.err, ImportProgress.isTerminal(), clock);
        try (Store store = Store.open(dataDir, cluster, clock)) {
            Runtime.getRuntime().addShutdownHook(hook);
            ImportCounts counts =
                    new TreeImport(store, cluster, progress, this::isStopped).run(trees);
            progress.end();
            System.err.println("ingest: " + (isStopped() ? "stopped, " : "imported ") + counts);
            return status(counts);
        } finally {
            ended.countDown();
            unhook(hook);
        }
    }

    private int status(ImportCounts counts) {
        if (isStopped()) return STOPPED;
        if (counts.unreadable() == 0) return 0;
        return counts.isForbidden() ? 77 : 73;
    }

    private void checkUsage() {
        try {
            new ClusterTopics(cluster);
        } catch (IllegalArgumentException e) {
            throw wrong("--cluster: " + e.getMessage());
        }
        for (Path tree : trees) {
            if (!Files.isDirectory(tree)) throw wrong("no folder " + tree);
        }
    }

    private ParameterException wrong(String text) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), text);
    }

    private boolean isStopped() {
        return stop.getCount() == 0;
    }

    /**
     * On SIGTERM and SIGINT: what was read is committed. Scripts must not take it for the whole.
     */
    private void stopInOrder() {
        stop.countDown();
        try {
            boolean _ = ended.await(MOST_SECONDS_TO_STOP, TimeUnit.SECONDS);
            Runtime.getRuntime().halt(STOPPED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void unhook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // Already on the way out: the hook waits for us and sets the status.
        }
    }
}
