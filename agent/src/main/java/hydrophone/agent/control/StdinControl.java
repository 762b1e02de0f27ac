package hydrophone.agent.control;

import hydrophone.topic.ControlMessage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Control messages as lines of standard input, {@code TOPIC KEY [VALUE…]}, for the daemon that
 * writes to standard output. Words are separated by blanks; lines for another topic are not for us.
 * The end of the input ends the reading, not the daemon.
 */
public final class StdinControl {
    private static final int LONGEST = 4096;

    private StdinControl() {}

    /** Reads on a thread of its own, named {@code control}, that keeps no process alive. */
    public static void start(InputStream in, String topic, Consumer<ControlMessage> to) {
        Thread.ofPlatform().daemon().name("control").start(() -> read(in, topic, to));
    }

    private static void read(InputStream in, String topic, Consumer<ControlMessage> to) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.length() <= LONGEST) parse(line, topic).ifPresent(to);
            }
        } catch (IOException e) {
            // As good as the end of the input.
            return;
        }
    }

    static Optional<ControlMessage> parse(String line, String topic) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length < 2 || !words[0].equals(topic)) return Optional.empty();
        String value = String.join(" ", Arrays.asList(words).subList(2, words.length));
        return Optional.of(ControlMessage.parse(words[1], value));
    }
}
