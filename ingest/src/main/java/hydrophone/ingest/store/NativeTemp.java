package hydrophone.ingest.store;

import hydrophone.ingest.store.StoreException.Kind;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Where libraries in machine code are unpacked. SQLite's driver and the decompressors of the Kafka
 * client (Sonar compresses with snappy) unpack theirs into the folder for temporary files and map
 * them, which a noexec /tmp refuses; each has a property of its own to send it elsewhere.
 */
final class NativeTemp {
    private static final List<String> PROPERTIES =
            List.of("org.sqlite.tmpdir", "org.xerial.snappy.tempdir", "ZstdTempFolder");

    private NativeTemp() {}

    /** Sends those to the store's folder for whom nobody chose a place and /tmp will not do. */
    static void choose(Path folder, Mounts mounts) throws IOException {
        Path temp = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
        List<String> open =
                PROPERTIES.stream().filter(name -> System.getProperty(name) == null).toList();
        if (open.isEmpty() || !noexec(mounts, temp)) return;
        if (noexec(mounts, folder)) throw nowhere(temp, folder, open);
        Path own = empty(folder.resolve("tmp"));
        for (String name : open) System.setProperty(name, own.toString());
    }

    /** What a killed process left there is of no use to anybody: the folder is ours by its lock. */
    private static Path empty(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) Files.deleteIfExists(file);
        }
        return folder;
    }

    private static boolean noexec(Mounts mounts, Path path) {
        Mounts.Mount mount = mounts.of(path);
        return mount != null && mount.noexec();
    }

    private static StoreException nowhere(Path temp, Path folder, List<String> properties) {
        String options = String.join("=DIR -D", properties);
        return new StoreException(
                Kind.CONFIG,
                String.format(
                        Locale.ROOT,
                        "%s and %s are both mounted noexec: set JAVA_TOOL_OPTIONS='-D%s=DIR' to a"
                                + " folder that is not",
                        temp,
                        folder,
                        options));
    }
}
