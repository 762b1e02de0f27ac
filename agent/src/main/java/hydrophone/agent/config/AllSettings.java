package hydrophone.agent.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A configuration in which every section and key stands, with its meaning and its default. */
public final class AllSettings {
    private AllSettings() {}

    /** A file that can be used as it is; plain ASCII. */
    public static String text() {
        try (InputStream in = AllSettings.class.getResourceAsStream("all.cfg")) {
            if (in == null) throw new IllegalStateException("all.cfg is missing from the jar");
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException("all.cfg", e);
        }
    }
}
