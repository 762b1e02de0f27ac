package hydrophone.agent.sink;

import java.nio.file.Path;
import java.util.List;

/** A process for {@link DirectorySinkTest}, whose files may have less than two of its lines. */
final class FullDisk {
    static final String LINE = "x".repeat(6000) + "\n";

    private FullDisk() {}

    public static void main(String[] arguments) throws InterruptedException {
        DirectorySink sink = new DirectorySink(Path.of(arguments[0]));
        Outgoing message = Messages.to("c.no.sample", LINE);
        IO.println(sink.send(List.of(message)).getFirst());
        IO.println(sink.send(List.of(message)).getFirst());
    }
}
