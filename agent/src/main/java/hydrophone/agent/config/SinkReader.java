package hydrophone.agent.config;

import hydrophone.agent.config.DaemonConfig.Kafka;
import hydrophone.agent.config.Problem.Kind;
import hydrophone.kafka.KafkaSettings;
import hydrophone.kafka.KafkaSettings.Login;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The sections that say where messages go: at most one of [kafka], [http], [directory]. */
final class SinkReader {
    private static final Pattern BROKER =
            Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+):([0-9]{1,5})");
    private static final String LATER =
            "comes in a later version; use [kafka] broker-address, or no sink for standard output";

    private final ConfigReader config;
    private final Problems problems;
    private final String cluster;

    SinkReader(ConfigReader config, Problems problems, String cluster) {
        this.config = config;
        this.problems = problems;
        this.cluster = cluster;
    }

    Optional<Kafka> read() {
        Section http = config.section("http");
        Section directory = config.section("directory");
        boolean toHttp = config.hasHeader("http");
        boolean toDirectory = directory.has("data-directory");
        boolean toKafka = config.hasHeader("kafka");
        accept(http);
        if ((toHttp ? 1 : 0) + (toDirectory ? 1 : 0) + (toKafka ? 1 : 0) > 1) {
            problems.add(
                    "",
                    Kind.ERROR,
                    "more than one data sink configured; keep one of [kafka], [http], [directory]");
        }
        if (toHttp) problems.add(config.headerLine("http"), "[http]", Kind.ERROR, LATER);
        if (toDirectory) directory.wrong("data-directory", LATER);
        Section kafka = config.section("kafka");
        Optional<Kafka> settings = kafka(kafka);
        return toKafka ? settings : Optional.empty();
    }

    private static void accept(Section http) {
        http.text("api-root");
        http.text("http-proxy");
        http.volume("http-payload-limit");
        http.span("sending-window");
        http.span("timeout");
        http.text("ca-file");
        http.text("upload-password");
        http.text("upload-password-file");
    }

    private Optional<Kafka> kafka(Section s) {
        Optional<String> broker =
                s.value(
                        "HOST:PORT, several separated by commas",
                        SinkReader::brokers,
                        "broker-address",
                        "remote-host");
        boolean rest = s.has("rest-endpoint");
        boolean direct = s.has("broker-address", "remote-host");
        s.text("http-proxy", "rest-proxy");
        s.volume("http-payload-limit");
        s.span("poll-interval");
        if (rest) s.wrong("rest-endpoint", LATER);
        if (rest && direct) s.wrong("broker-address", "not together with rest-endpoint; keep one");
        if (config.hasHeader("kafka") && !rest && !direct) {
            s.wrong("broker-address", "missing; add \"broker-address = HOST:PORT\" below [kafka]");
        }
        @Nullable String ca = trusted(s);
        @Nullable Login login = login(s, ca != null);
        Duration window = s.span("sending-window").orElse(Duration.ofMinutes(5));
        Duration timeout = s.span("timeout").orElse(Duration.ofMinutes(30));
        String compression = compression(s);
        if (broker.isEmpty() || (login != null && ca == null)) return Optional.empty();
        KafkaSettings settings = new KafkaSettings(broker.get(), ca, login, Map.of());
        return Optional.of(new Kafka(settings, window, timeout, compression));
    }

    private static Optional<String> brokers(String text) {
        for (String broker : text.split(",", -1)) {
            Matcher parts = BROKER.matcher(broker);
            if (!parts.matches()) return Optional.empty();
            int port = Integer.parseInt(parts.group(2));
            if (port == 0 || port > 65_535) return Optional.empty();
        }
        return Optional.of(text);
    }

    private static @Nullable String trusted(Section s) {
        String file = s.text("ca-file").orElse("");
        if (file.isEmpty()) return null;
        if (!readable(file)) {
            s.wrong("ca-file", "expected a PEM file that can be read; " + file + " cannot");
        }
        return file;
    }

    private @Nullable Login login(Section s, boolean encrypted) {
        Optional<String> inline = s.text("sasl-password");
        Optional<String> file = s.text("sasl-password-file");
        if (inline.isPresent() && file.isPresent()) {
            s.wrong("sasl-password", "not together with sasl-password-file; keep one");
        }
        String key = file.isPresent() ? "sasl-password-file" : "sasl-password";
        Optional<String> password = inline.or(() -> file.flatMap(f -> content(s, f)));
        if (password.isEmpty()) return null;
        if (!encrypted) s.wrong(key, "a password needs TLS; add \"ca-file = FILE.pem\"");
        return new Login(cluster, password.get());
    }

    private static Optional<String> content(Section s, String file) {
        try {
            String text = Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
            if (!text.isEmpty()) return Optional.of(text);
            s.wrong("sasl-password-file", "expected a password; " + file + " is empty");
        } catch (IOException | InvalidPathException e) {
            s.wrong("sasl-password-file", file + " cannot be read; check path, owner and mode");
        }
        return Optional.empty();
    }

    private static boolean readable(String file) {
        return Section.parsePath(file)
                .filter(p -> Files.isReadable(p) && !Files.isDirectory(p))
                .isPresent();
    }

    private static String compression(Section s) {
        String word =
                s.value("none, gzip or snappy", SinkReader::known, "compression").orElse("gzip");
        if (!word.equals("snappy")) return word;
        s.warn(
                "compression",
                "gzip is used instead of snappy, which needs native code; every consumer reads it");
        return "gzip";
    }

    private static Optional<String> known(String word) {
        return switch (word) {
            case "none", "gzip", "snappy" -> Optional.of(word);
            default -> Optional.empty();
        };
    }
}
