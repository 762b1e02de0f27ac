package hydrophone.agent.sink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Prints messages on standard output too, as they are accepted, while it is on: {@code DUMP},
 * {@code TOPIC: t}, {@code KEY: k} and the message, a line each. They are sent all the same.
 * Thread-safe; a reader that went away switches it off.
 */
public final class DumpTap {
    private final OutputStream out;
    private volatile boolean on;

    public DumpTap(OutputStream out, boolean on) {
        this.out = out;
        this.on = on;
    }

    public void set(boolean wanted) {
        on = wanted;
    }

    public void show(Outgoing message) {
        if (!on) return;
        ByteArrayOutputStream text = new ByteArrayOutputStream(message.value().length + 200);
        String head = "DUMP\nTOPIC: " + message.topic() + "\nKEY: " + message.key() + "\n";
        text.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        text.writeBytes(message.value());
        try {
            out.write(text.toByteArray());
            out.flush();
        } catch (IOException e) {
            on = false;
        }
    }
}
