package hydrophone.agent.sink;

import hydrophone.message.MessageType;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a file lies in the folder's place the destination is away. A node's name becomes part of a
 * file's: an odd one is refused ({@link DirectorySinkTest}), so here it is as odd as may be. Files
 * of Slurm do not tell the node.
 */
final class DirectorySinkContractTest extends SinkContract {
    private static final Map<String, MessageType> TYPES =
            Map.of(
                    "sample", MessageType.SAMPLE,
                    "sysinfo", MessageType.SYSINFO,
                    "job", MessageType.JOB,
                    "cluzter", MessageType.CLUSTER);
    private static final Pattern NAME = Pattern.compile("0\\+([a-z]+)-(.+)\\.json");

    @TempDir private Path temp;
    private @Nullable Sink sink;

    private Path folder() {
        return temp.resolve("data");
    }

    private Path aside() {
        return temp.resolve("aside");
    }

    @Override
    Sink sink() {
        Sink made = sink == null ? new DirectorySink(folder()) : sink;
        sink = made;
        return made;
    }

    @Override
    String oddKey() {
        return "N-1..sub_domain.no";
    }

    @Override
    List<Arrived> arrived() {
        Path day = folder().resolve("2026/03/04");
        if (!Files.exists(day)) return List.of();
        List<Arrived> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(day)) {
            for (Path file : files.toList()) read(file, all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private static void read(Path file, List<Arrived> into) throws IOException {
        Matcher name = NAME.matcher(file.getFileName().toString());
        MessageType type = name.matches() ? TYPES.get(name.group(1)) : null;
        if (type == null) throw new AssertionError("a file of another name: " + file);
        String topic = "c.no." + type.word();
        Optional<String> key = Optional.of(name.group(2)).filter(k -> !k.equals("slurm"));
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (!text.endsWith("\n")) throw new AssertionError("half a line in " + file);
        for (String line : text.substring(0, text.length() - 1).split("\n", -1))
            into.add(new Arrived(topic, key, line + "\n"));
    }

    @Override
    Arrived expected(Outgoing message) {
        boolean named =
                message.type() == MessageType.SAMPLE || message.type() == MessageType.SYSINFO;
        Optional<String> key = Optional.of(message.key()).filter(_ -> named);
        return Arrived.of(message.topic(), key, message.value());
    }

    @Override
    void away() {
        try {
            if (Files.exists(folder())) Files.move(folder(), aside());
            Files.createFile(folder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    void back() {
        if (!Files.isRegularFile(folder())) return;
        try {
            Files.delete(folder());
            if (Files.exists(aside())) Files.move(aside(), folder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    void end() {}
}
