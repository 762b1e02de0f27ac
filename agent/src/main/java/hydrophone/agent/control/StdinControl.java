package hydrophone.agent.control;

import hydrophone.topic.ControlMessage;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Control messages as lines of standard input, {@code TOPIC KEY [VALUE…]}, for the daemon that
 * writes to standard output. Words are separated by blanks; lines for another topic are not for us,
 * nor are those above 4 KiB or without an end. The end of the input ends the reading, not the
 * daemon.
 */
public final class StdinControl {
    private static final int LONGEST = 4096;

    private StdinControl() {}

    /** Reads on a thread of its own, named {@code control}, that keeps no process alive. */
    public static void start(InputStream in, String topic, Consumer<ControlMessage> to) {
        Thread.ofPlatform().daemon().name("control").start(() -> read(in, topic, to));
    }

    static void read(InputStream in, String topic, Consumer<ControlMessage> to) {
        byte[] line = new byte[LONGEST];
        int length = 0;
        try (InputStream bytes = new BufferedInputStream(in, LONGEST)) {
            for (int b = bytes.read(); b >= 0; b = bytes.read()) {
                if (b != '\n') {
                    if (length < LONGEST) line[length] = (byte) b;
                    length++;
                    continue;
                }
                if (length <= LONGEST) {
                    String text = new String(line, 0, length, StandardCharsets.UTF_8);
                    parse(text, topic).ifPresent(to);
                }
                length = 0;
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
