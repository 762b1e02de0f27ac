package hydrophone.deploy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk of 24 MiB in memory that can be filled; where we may not mount, an ordinary folder. */
final class SmallDisk implements AutoCloseable {
    private final Path folder;
    private final boolean mounted;

    private SmallDisk(Path folder, boolean mounted) {
        this.folder = folder;
        this.mounted = mounted;
    }

    static SmallDisk at(Path folder) throws IOException {
        Files.createDirectories(folder);
        boolean root = System.getProperty("user.name", "").equals("root");
        boolean mounted =
                root
                        && Programs.run(
                                                "mount",
                                                "-t",
                                                "tmpfs",
                                                "-o",
                                                "size=24m",
                                                "tmpfs",
                                                folder.toString())
                                        .status()
                                == 0;
        return new SmallDisk(folder, mounted);
    }

    boolean canFill() {
        return mounted;
    }

    void fill() {
        byte[] block = new byte[64 << 10];
        try (OutputStream out = Files.newOutputStream(folder.resolve("ballast"))) {
            while (true) out.write(block);
        } catch (IOException full) {
            // That was the aim.
            return;
        }
    }

    void empty() throws IOException {
        Files.deleteIfExists(folder.resolve("ballast"));
    }

    @Override
    public void close() {
        if (mounted) Programs.run("umount", "-l", folder.toString());
    }
}
