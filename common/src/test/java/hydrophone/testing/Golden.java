package hydrophone.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Golden files: what our output is expected to be, byte for byte. With {@code -Dgolden.update=true}
 * they are rewritten in the source tree instead of compared; {@code git diff} is the review.
 */
public final class Golden {
    private Golden() {}

    /** A file of {@code golden/} on the class path, also out of the test jar. */
    public static byte[] bytes(String name) {
        try (InputStream in =
                Objects.requireNonNull(
                        Golden.class.getResourceAsStream("/golden/" + name),
                        () -> "no golden file " + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    /**
     * Compares with, or rewrites, {@code src/test/resources/golden/NAME} of the module under test.
     */
    public static void check(String name, byte[] actual) {
        if (Boolean.getBoolean("golden.update")) rewrite(name, actual);
        else assertEquals(text(name), new String(actual, StandardCharsets.UTF_8), name);
    }

    private static void rewrite(String name, byte[] actual) {
        try {
            Path file = Path.of("src/test/resources/golden", name);
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.write(file, actual);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
