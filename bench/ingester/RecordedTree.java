package hydrophone.bench;

import hydrophone.ingest.load.LoadMessage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The samples of a tree that an agent's directory sink has written, in the order of their times.
 * All of them are held in memory.
 */
final class RecordedTree {
    private static final Pattern FILE = Pattern.compile("(?:0\\+)?sample-(.+)\\.json");
    private static final Pattern TIME = Pattern.compile("\"time\":\"([^\"]+)\"");

    private record Line(String time, LoadMessage message) {}

    private final List<LoadMessage> messages;

    private RecordedTree(List<LoadMessage> messages) {
        this.messages = messages;
    }

    static RecordedTree read(Path folder) throws IOException {
        List<Line> lines = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                Matcher name = FILE.matcher(file.getFileName().toString());
                if (name.matches()) read(file, name.group(1), lines);
            }
        }
        if (lines.isEmpty()) throw new IOException("no sample-<node>.json below " + folder);
        lines.sort(Comparator.comparing(Line::time));
        return new RecordedTree(lines.stream().map(Line::message).toList());
    }

    private static void read(Path file, String node, List<Line> lines) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '\n') continue;
            byte[] line = Arrays.copyOfRange(bytes, from, i + 1);
            Matcher time = TIME.matcher(new String(line, StandardCharsets.UTF_8));
            if (time.find()) lines.add(new Line(time.group(1), new LoadMessage(node, line)));
            from = i + 1;
        }
    }

    Iterator<LoadMessage> messages() {
        return messages.iterator();
    }
}
