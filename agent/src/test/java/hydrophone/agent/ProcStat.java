package hydrophone.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * /proc/N/stat read in another way than the agent does: what tells a process from one that has its
 * pid later.
 *
 * @param start ticks after boot
 */
record ProcStat(long pid, long parent, long group, long start, boolean zombie) {

    static Optional<ProcStat> of(long pid) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc/" + pid + "/stat"));
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
            return Optional.of(
                    new ProcStat(
                            pid,
                            Long.parseLong(fields[1]),
                            Long.parseLong(fields[2]),
                            Long.parseLong(fields[19]),
                            fields[0].equals("Z")));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** All that live now. */
    static Map<Long, ProcStat> all() {
        Map<Long, ProcStat> all = new HashMap<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
            for (Path folder : folders) {
                long pid = Long.parseLong(folder.getFileName().toString());
                of(pid).ifPresent(stat -> all.put(pid, stat));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /** The real user's number. */
    static Optional<String> uid(long pid) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc/" + pid + "/status"));
            return new String(bytes, StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith("Uid:"))
                    .map(line -> line.split("\t", -1)[1])
                    .findFirst();
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
