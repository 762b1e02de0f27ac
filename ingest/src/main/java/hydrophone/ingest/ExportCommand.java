package hydrophone.ingest;

import hydrophone.Version;
import hydrophone.ingest.store.ExportSink;
import hydrophone.ingest.store.StoreException;
import hydrophone.ingest.store.StoreException.Kind;
import hydrophone.ingest.store.StoreExport;
import hydrophone.ingest.tree.TreeWriter;
import hydrophone.message.MessageType;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** {@code ingest export}: a store's content as a directory tree, or a message a line. */
@Command(
        name = "ingest export",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Writes the content of the store in DIR as messages: a directory tree as Sonar's"
                    + " directory sink makes it, which 'ingest import' takes, or NDJSON.",
            "The store may be in use by an ingest; what is written is its content at one instant."
        },
        footer = {
            "",
            "Exit status: 0 done, 2 usage, 70 internal, 73 cannot write, 74 store damaged, 75 store"
                    + " locked,",
            "78 no store of this version or cluster."
        })
final class ExportCommand implements Callable<Integer> {
    @Option(
            names = "--data-dir",
            required = true,
            paramLabel = "DIR",
            description = "Folder of the store.")
    private Path dataDir = Path.of("");

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            description = "Refuse the store of another cluster.")
    private @Nullable String cluster;

    @Option(
            names = "--to",
            paramLabel = "FOLDER|FILE",
            description =
                    "Where to: for a tree a new or empty folder, for NDJSON a new file (default:"
                            + " standard output).")
    private @Nullable Path to;

    @Option(
            names = "--format",
            paramLabel = "tree|ndjson",
            defaultValue = "tree",
            description = "tree (default) carries all of the store; ndjson its messages only.")
    private String format = "tree";

    @Spec private @Nullable CommandSpec spec;

    private ExportCommand() {}

    /** Its command line. */
    static CommandLine line(InstantSource clock) {
        Objects.requireNonNull(clock, "clock");
        CommandLine line = new CommandLine(new ExportCommand());
        line.getCommandSpec().version("hydrophone version " + Version.text());
        return line;
    }

    @Override
    public Integer call() {
        IngestLog.configure(false);
        checkUsage();
        try (StoreExport store = StoreExport.open(dataDir)) {
            checkCluster(store.cluster());
            if (format.equals("tree")) tree(store, Objects.requireNonNull(to));
            else lines(store);
            return 0;
        } catch (FileAlreadyExistsException e) {
            throw wrong("--to: " + e.getMessage() + " is there already");
        } catch (IOException e) {
            return broken(e);
        }
    }

    private void tree(StoreExport store, Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> there = Files.list(folder)) {
            if (there.findAny().isPresent()) throw wrong("--to: " + folder + " is not empty");
        }
        try (TreeWriter tree = new TreeWriter(folder)) {
            store.run(tree);
            tree.finish();
        }
    }

    private void lines(StoreExport store) throws IOException {
        try (OutputStream out = new BufferedOutputStream(target(), 64 * 1024)) {
            store.run(new Lines(out));
        }
    }

    private OutputStream target() throws IOException {
        Path file = to;
        if (file == null) return new FileOutputStream(FileDescriptor.out);
        return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
    }

    /** The reader of standard output may have seen enough. */
    private int broken(IOException e) {
        if (to == null && String.valueOf(e.getMessage()).contains("Broken pipe")) return 0;
        String what = e.getMessage() == null ? e.toString() : e.getMessage();
        throw new StoreException(Kind.CANNOT_CREATE, "cannot write the export: " + what, e);
    }

    private void checkUsage() {
        switch (format) {
            case "tree" -> {
                if (to == null) throw wrong("--format tree needs --to FOLDER");
            }
            case "ndjson" -> {}
            case "csv", "parquet" ->
                    throw wrong("--format " + format + " comes in a later version; tree or ndjson");
            default -> throw wrong("--format " + format + ": expected tree or ndjson");
        }
    }

    private void checkCluster(String owner) {
        if (cluster == null || cluster.equals(owner)) return;
        throw new StoreException(
                Kind.CONFIG,
                dataDir + " holds the store of cluster " + owner + ", not of " + cluster);
    }

    private ParameterException wrong(String text) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), text);
    }

    /** A message a line. */
    private record Lines(OutputStream out) implements ExportSink {
        @Override
        public void message(MessageType type, String node, long t, byte[] line) throws IOException {
            out.write(line);
        }

        @Override
        public void row(byte[] line) {}
    }
}
