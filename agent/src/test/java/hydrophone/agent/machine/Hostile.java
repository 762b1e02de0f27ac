package hydrophone.agent.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Feeds a parser with bytes that nobody vouches for. */
public final class Hostile {
    /** 30,000 of them, as many processes as an agent's heap can hold, can be added up. */
    private static final long SUMMAND = Long.MAX_VALUE / 30_000;

    private static final byte[] BEHIND =
            " 7 7 (x) 7:/job_7/ kB\n7\n".getBytes(StandardCharsets.UTF_8);
    private static final long PATIENCE_NANOS = 2_000_000_000;

    private Hostile() {}

    /** A parser. */
    @FunctionalInterface
    public interface Parser<T> {
        T parse(Cursor in) throws MalformedFileException;
    }

    /**
     * What a parser makes of a file, null if it refuses it in the way that it may. It must make the
     * same of it once more, with other bytes behind the end, and be done in time.
     */
    public static <T> @Nullable T read(byte[] file, Parser<T> parser) {
        byte[] longer = Arrays.copyOf(file, file.length + BEHIND.length);
        System.arraycopy(BEHIND, 0, longer, file.length, BEHIND.length);
        long start = System.nanoTime();
        T first = once(file, file.length, parser);
        T second = once(longer, file.length, parser);
        assertTrue(System.nanoTime() - start < PATIENCE_NANOS, "took more than two seconds");
        assertEquals(first, second);
        return first;
    }

    private static <T> @Nullable T once(byte[] bytes, int length, Parser<T> parser) {
        try {
            return parser.parse(new Cursor("f", bytes, length));
        } catch (MalformedFileException e) {
            assertTrue(e.detail().matches("f:\\d+: .+ at byte \\d+"), e.detail());
            return null;
        }
    }

    /** None of them spoils a sum, nor is one an undecodable number. */
    public static void assertSummands(long... figures) {
        for (long figure : figures) {
            assertTrue(figure >= 0 && figure <= SUMMAND, () -> Arrays.toString(figures));
        }
    }

    /** None of them is one that a message cannot hold. */
    public static void assertCounts(long... figures) {
        for (long figure : figures) assertTrue(figure >= 0, () -> Arrays.toString(figures));
    }
}
