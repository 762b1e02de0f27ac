package hydrophone.deploy.demo;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where things lie.
 *
 * @param home the distribution: bin, lib
 * @param data the store: what {@code --data-dir} means to ingest and query
 * @param work everything else of the demo: the broker's data, the agent's configuration, logs
 */
record Folders(Path home, Path data, Path work) {

    /** Makes them; without a wish the data folder is a fresh one that stays after the demo. */
    static Folders make(Path home, @Nullable Path wish) throws DemoException {
        Path shown = wish == null ? Path.of(temporary()) : wish.toAbsolutePath().normalize();
        try {
            Path data =
                    wish == null
                            ? Files.createTempDirectory(shown, "hydrophone-demo-")
                            : Files.createDirectories(shown);
            Path work = Files.createDirectories(data.resolve("demo"));
            if (!Files.isWritable(work)) throw new IOException("no permission");
            return new Folders(home.toAbsolutePath().normalize(), data, work);
        } catch (IOException e) {
            throw new DemoException(
                    DemoException.CANNOT_CREATE,
                    shown + " cannot be written: choose another folder with --data-dir");
        }
    }

    Path bin(String command) {
        return home.resolve("bin").resolve(command);
    }

    private static String temporary() {
        String wish = System.getenv("TMPDIR");
        return wish == null || wish.isEmpty() ? "/tmp" : wish;
    }
}
