package hydrophone.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * A file of Kafka's own client properties, as its command line tools take by {@code
 * --command-config}: how commands of ours come to a secured broker.
 *
 * @param broker its {@code bootstrap.servers}, if it has any
 * @param properties all others
 */
public record ClientFile(Optional<String> broker, Map<String, String> properties) {
    private static final String BROKER = "bootstrap.servers";
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    public ClientFile {
        properties = Map.copyOf(properties);
    }

    /** None: a broker without TLS and without a login. */
    public static ClientFile none() {
        return new ClientFile(Optional.empty(), Map.of());
    }

    /** The settings for a broker named elsewhere, or else by this file, or else {@code usual}. */
    public KafkaSettings settings(Optional<String> named, String usual) {
        return new KafkaSettings(named.or(this::broker).orElse(usual), null, null, properties);
    }

    /**
     * Reads it.
     *
     * @throws UnusableException when it is not there, may not be read, is no such file, or holds a
     *     password that others may read
     */
    public static ClientFile read(Path file) throws UnusableException {
        Properties found = new Properties();
        try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            found.load(text);
        } catch (NoSuchFileException e) {
            throw new UnusableException(Trouble.wrong(file + " is not there; check the path"));
        } catch (AccessDeniedException e) {
            throw new UnusableException(
                    Trouble.refused(file + " may not be read; check its owner and mode"));
        } catch (IOException | IllegalArgumentException e) {
            throw new UnusableException(
                    Trouble.wrong(file + " is no file of Kafka client properties: " + e));
        }
        Map<String, String> properties = new LinkedHashMap<>();
        for (String key : found.stringPropertyNames()) {
            properties.put(key, found.getProperty(key).strip());
        }
        if (holdsSecret(properties) && isOpen(file)) {
            throw new UnusableException(
                    Trouble.refused(
                            file
                                    + " holds a password and may be read by others; chmod 600 "
                                    + file));
        }
        String broker = properties.remove(BROKER);
        return new ClientFile(Optional.ofNullable(broker), properties);
    }

    private static boolean holdsSecret(Map<String, String> properties) {
        return properties.entrySet().stream()
                .anyMatch(
                        p -> p.getKey().contains("password") || p.getValue().contains("password="));
    }

    /** Where the file system has no such modes, nobody can do better. */
    private static boolean isOpen(Path file) {
        try {
            PosixFileAttributeView view =
                    Files.getFileAttributeView(file, PosixFileAttributeView.class);
            return view != null
                    && view.readAttributes().permissions().stream().anyMatch(OTHERS::contains);
        } catch (IOException e) {
            return false;
        }
    }

    /** Why the file is of no use. */
    public static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1;

        private final transient Trouble trouble;

        UnusableException(Trouble trouble) {
            super(trouble.text());
            this.trouble = trouble;
        }

        /** Whose it is to mend, and how. */
        public Trouble trouble() {
            return trouble;
        }
    }
}
