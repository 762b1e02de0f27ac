package hydrophone.agent.collect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A recorded machine in a folder, whose files bytes can edit and which can be put back. An edit is
 * a byte for the file, one for what to do, and what that takes.
 */
final class EditedMachine {
    static final int OVERWRITE = 0;
    static final int INSERT = 1;
    static final int REMOVE = 2;
    static final int CUT = 3;
    static final int DELETE = 4;
    static final int COPY = 5;
    static final int REPEAT = 6;

    /** No edit: the machine is to be looked at. */
    static final int LOOK = 7;

    private static final byte[] NOTHING = new byte[0];
    private static final int LONGEST = 100_000;

    private final Path root;
    private final TreeMap<String, byte[]> recorded = new TreeMap<>();
    private final List<String> files;
    private final TreeMap<String, byte[]> edited = new TreeMap<>();

    /**
     * @param root to be filled
     * @param below which files, as a regular expression of their path below the machine
     * @param absent files that are not there but can be made by an edit
     */
    EditedMachine(Path root, String machine, String below, List<String> absent) throws IOException {
        this.root = root;
        Path from = Machines.ALL.resolve(machine);
        try (Stream<Path> found = Files.walk(from)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                String path = from.relativize(file).toString();
                if (path.matches(below)) recorded.put(path, Files.readAllBytes(file));
            }
        }
        var all = new TreeSet<>(recorded.keySet());
        all.addAll(absent);
        files = List.copyOf(all);
        for (String file : files) {
            Files.createDirectories(root.resolve(file).getParent());
            restore(file);
        }
    }

    Path root() {
        return root;
    }

    /** The number of a file. */
    int file(String path) {
        int at = files.indexOf(path);
        if (at < 0) throw new IllegalArgumentException("no file " + path);
        return at;
    }

    /** As recorded. */
    void restore() throws IOException {
        for (String file : edited.keySet()) restore(file);
        edited.clear();
    }

    private void restore(String file) throws IOException {
        byte[] bytes = recorded.get(file);
        if (bytes == null) Files.deleteIfExists(root.resolve(file));
        else Files.write(root.resolve(file), bytes);
    }

    /** Takes edits up to the next look or the end. */
    void edit(ByteBuffer input) throws IOException {
        while (input.remaining() >= 2) {
            String file = files.get(Byte.toUnsignedInt(input.get()) % files.size());
            int operation = input.get() & 7;
            if (operation == LOOK) return;
            int number = input.hasRemaining() ? Byte.toUnsignedInt(input.get()) : 0;
            int length = input.hasRemaining() ? Byte.toUnsignedInt(input.get()) : 0;
            if (operation == DELETE) delete(file);
            else write(file, edited(content(file), operation, number, length, input));
        }
    }

    private void write(String file, byte[] bytes) throws IOException {
        edited.put(file, bytes);
        Files.write(root.resolve(file), bytes);
    }

    private void delete(String file) throws IOException {
        edited.put(file, NOTHING);
        Files.deleteIfExists(root.resolve(file));
    }

    private byte[] content(String file) {
        byte[] bytes = edited.get(file);
        return bytes != null ? bytes : recorded.getOrDefault(file, NOTHING);
    }

    private byte[] edited(byte[] old, int operation, int number, int length, ByteBuffer input) {
        int at = number * Math.max(1, old.length / 256) % (old.length + 1);
        return switch (operation) {
            case OVERWRITE -> splice(old, at, length, take(input, length));
            case INSERT -> splice(old, at, 0, take(input, length));
            case REMOVE -> splice(old, at, length, NOTHING);
            case CUT -> Arrays.copyOf(old, at);
            case COPY -> content(files.get(number % files.size()));
            default -> repeat(old, length);
        };
    }

    private static byte[] take(ByteBuffer input, int length) {
        byte[] bytes = new byte[Math.min(length, input.remaining())];
        input.get(bytes);
        return bytes;
    }

    private static byte[] splice(byte[] old, int at, int without, byte[] with) {
        int rest = Math.min(old.length, at + without);
        var out = ByteBuffer.allocate(at + with.length + old.length - rest);
        out.put(old, 0, at).put(with).put(old, rest, old.length - rest);
        return out.array();
    }

    private static byte[] repeat(byte[] old, int times) {
        var out = ByteBuffer.allocate(Math.min(LONGEST, old.length * times));
        while (out.remaining() >= old.length && out.hasRemaining()) out.put(old);
        return Arrays.copyOf(out.array(), out.position());
    }
}
