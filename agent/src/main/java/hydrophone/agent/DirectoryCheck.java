package hydrophone.agent;

import hydrophone.agent.sink.Finding;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether files can be written below a folder, by this user and now. */
final class DirectoryCheck {
    private DirectoryCheck() {}

    /** Writes a file of one byte there and removes it; a folder that is not there is not made. */
    static Finding look(Path folder) {
        if (!Files.exists(folder)) return later(folder);
        try {
            Path file = Files.createTempFile(folder, ".hydrophone-check-", "");
            try {
                var _ = Files.write(file, new byte[] {'\n'});
            } finally {
                Files.delete(file);
            }
            return Finding.good("directory " + folder + ": can be written by this user");
        } catch (AccessDeniedException e) {
            return denied(folder);
        } catch (IOException e) {
            String why = Files.isDirectory(folder) ? e.getMessage() : "it is no folder";
            return Finding.wrong(
                    Exit.CANNOT_CREATE,
                    "directory "
                            + folder
                            + ": cannot be written: "
                            + why
                            + "; change data-directory, or make room");
        }
    }

    private static Finding later(Path folder) {
        Path there = folder.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) there = there.getParent();
        return Files.isDirectory(there) && Files.isWritable(there)
                ? Finding.good(
                        "directory " + folder + ": is made with the first message, below " + there)
                : denied(folder);
    }

    private static Finding denied(Path folder) {
        return Finding.wrong(
                Exit.PERMISSION,
                "directory "
                        + folder
                        + ": may not be written by this user; check owner and mode, or run the"
                        + " check as the daemon's user");
    }
}
