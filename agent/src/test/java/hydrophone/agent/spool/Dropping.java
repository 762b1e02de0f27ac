package hydrophone.agent.spool;

import static hydrophone.message.MessageType.SAMPLE;

import hydrophone.agent.sink.Messages;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A process for {@link SpoolDropTest}: fills a small spool and prints what it has accepted. */
final class Dropping {
    static final int CAP = 4 << 20;

    private Dropping() {}

    public static void main(String[] arguments) {
        try (Spools spools = new Spools(Path.of(arguments[0]), CAP)) {
            for (int i = Integer.parseInt(arguments[1]); ; i++) {
                spools.append(SAMPLE, List.of(Messages.of(SAMPLE, i, value(i))));
                IO.println("m" + i);
            }
        }
    }

    /** As large compressed as it is. */
    private static String value(int number) {
        StringBuilder text = new StringBuilder("m" + number + ".");
        Random random = new Random(number);
        while (text.length() < 60_000) text.append(Long.toHexString(random.nextLong()));
        return text.toString();
    }
}
