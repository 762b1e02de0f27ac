package hydrophone.agent;

import hydrophone.agent.collect.Origin;
import hydrophone.agent.config.DaemonConfig;
import hydrophone.agent.spool.Spool;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Where a daemon's spool lies, and how much it may hold: one folder a cluster, role and host. */
final class SpoolFolder {
    private static final Logger log = LoggerFactory.getLogger(SpoolFolder.class);
    private static final long MOST = 1L << 30;
    private static final long LEAST = 4L << 20;

    /** Of the free space, a spool takes at most this part unless told otherwise. */
    private static final int PART = 10;

    /** What locks and syncs less surely than a spool needs, and stalls with a server. */
    private static final Set<String> NETWORK =
            Set.of("nfs", "nfs4", "lustre", "beegfs", "gpfs", "cifs", "smb3", "ceph", "9p");

    private SpoolFolder() {}

    static Path of(DaemonConfig config, Origin origin) {
        String name =
                String.join("-", origin.cluster(), config.global().role().word(), origin.node());
        Path base = config.spool().directory().orElseGet(() -> StateFolder.find().resolve("spool"));
        return base.resolve(name.replaceAll("[^A-Za-z0-9._-]", "_"));
    }

    /** 0700, as messages name users and their work. */
    static void make(Path folder) throws IOException {
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** For a folder that is there. */
    static Spool.Settings settings(DaemonConfig.Spool spool, Path folder) throws IOException {
        long cap = spool.cap().isPresent() ? spool.cap().getAsLong() : usual(folder);
        return new Spool.Settings(cap, spool.sync());
    }

    /**
     * A part of the free space and what the spool has of it; never so little that what waits would
     * have to go, because others filled the disk or a larger cap was taken out of the file.
     */
    private static long usual(Path folder) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        try (Stream<Path> files = Files.walk(folder)) {
            long waits =
                    files.filter(f -> f.toString().endsWith(".seg"))
                            .filter(f -> !f.startsWith(folder.resolve("quarantine")))
                            .mapToLong(SpoolFolder::size)
                            .sum();
            // Quarantine and reserve have up to a sixteenth each.
            long enough = waits / 14 * 16 + LEAST;
            return Math.max(Math.clamp((waits + free) / PART, LEAST, MOST), enough);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    /** What there is to say about the file system under a folder, which need not be there yet. */
    static Optional<String> remark(Path folder) {
        Path there = folder.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) there = there.getParent();
        try {
            FileStore store = Files.getFileStore(there);
            String type = store.type().toLowerCase(Locale.ROOT);
            if (NETWORK.contains(type) || type.startsWith("fuse.")) {
                return Optional.of(
                        folder
                                + " lies on a network file system ("
                                + type
                                + "), which may lose or stall it; set [spool] directory to a local"
                                + " disk");
            }
            if (type.equals("tmpfs") || type.equals("ramfs")) {
                return Optional.of(
                        folder
                                + " lies in memory ("
                                + type
                                + "): what waits there is lost when the machine restarts");
            }
        } catch (IOException e) {
            log.debug("{}: type of file system not known: {}", folder, e.toString());
        }
        return Optional.empty();
    }
}
