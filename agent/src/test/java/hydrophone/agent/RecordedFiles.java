package hydrophone.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Files of the recorded machines under src/test/resources/machines. */
public final class RecordedFiles {
    public static final Path MACHINES =
            Path.of(System.getProperty("user.dir"), "src/test/resources/machines");

    private static final int LONGEST = 16 * 1024;
    private static final int MOST = 20;

    private RecordedFiles() {}

    /**
     * What such files hold on any machine, all of the hostile one and about twenty more, to begin
     * fuzzing with.
     *
     * @param below of the path below a machine, as a regular expression
     */
    public static Stream<byte[]> like(String below) {
        var contents = new TreeMap<String, byte[]>();
        Set<byte[]> hostile = Collections.newSetFromMap(new IdentityHashMap<>());
        try (Stream<Path> files = Files.walk(MACHINES)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                Path relative = MACHINES.relativize(file);
                if (relative.getNameCount() < 2) continue;
                String path = relative.subpath(1, relative.getNameCount()).toString();
                if (!path.matches(below) || Files.size(file) > LONGEST) continue;
                byte[] bytes = Files.readAllBytes(file);
                contents.put(new String(bytes, StandardCharsets.ISO_8859_1), bytes);
                if (relative.startsWith("hostile")) hostile.add(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (contents.isEmpty()) throw new IllegalArgumentException("no recorded file " + below);
        int each = Math.ceilDiv(contents.size(), MOST);
        var all = List.copyOf(contents.values());
        return IntStream.range(0, all.size())
                .filter(i -> i % each == 0 || hostile.contains(all.get(i)))
                .mapToObj(all::get);
    }
}
