package hydrophone.ingest.tree;

import hydrophone.ingest.store.ExportSink;
import hydrophone.message.MessageType;

import org.jspecify.annotations.Nullable;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * An export as a directory tree, as Sonar's directory sink and sonalyze name the files: {@code
 * YYYY/MM/DD/0+sample-NODE.json} and so on, by day in UTC. What is in no message goes into {@link
 * LedgerImport#FILE}, which comes last: without it an export is not whole. One file is open at a
 * time.
 */
public final class TreeWriter implements ExportSink, AutoCloseable {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu/MM/dd", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** So that a file's name stays below 255 bytes; the message has the whole name. */
    private static final int LONGEST_NODE = 200;

    private final Path folder;
    private @Nullable Path path;
    private @Nullable OutputStream out;

    public TreeWriter(Path folder) {
        this.folder = folder;
    }

    @Override
    public void message(MessageType type, String node, long t, byte[] line) throws IOException {
        Path day = folder.resolve(DAY.format(Instant.ofEpochSecond(t)));
        at(day.resolve(name(type, node))).write(line);
    }

    @Override
    public void row(byte[] line) throws IOException {
        at(folder.resolve(LedgerImport.FILE)).write(line);
    }

    /** Everything was given: the last file says so even if it is empty. */
    public void finish() throws IOException {
        OutputStream _ = at(folder.resolve(LedgerImport.FILE));
        close();
    }

    private OutputStream at(Path file) throws IOException {
        OutputStream open = out;
        if (open != null && file.equals(path)) return open;
        close();
        Files.createDirectories(file.getParent());
        OutputStream next =
                new BufferedOutputStream(
                        Files.newOutputStream(
                                file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                        64 * 1024);
        path = file;
        out = next;
        return next;
    }

    private static String name(MessageType type, String node) {
        return switch (type) {
            case SAMPLE, SYSINFO -> "0+" + type.word() + "-" + safe(node) + ".json";
            case JOB -> "0+job-slurm.json";
            case CLUSTER -> "0+cluzter-slurm.json";
        };
    }

    private static String safe(String node) {
        String safe = node.isEmpty() ? "_" : node.replaceAll("[^A-Za-z0-9._-]", "_");
        return safe.length() <= LONGEST_NODE ? safe : safe.substring(0, LONGEST_NODE);
    }

    @Override
    public void close() throws IOException {
        OutputStream open = out;
        out = null;
        path = null;
        if (open != null) open.close();
    }
}
