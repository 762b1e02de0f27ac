package hydrophone.agent.config;

import hydrophone.agent.config.Destination.Kafka;
import hydrophone.agent.config.Destination.Pace;
import hydrophone.agent.config.Destination.Rest;
import hydrophone.agent.config.Destination.Web;
import hydrophone.kafka.KafkaSettings;
import hydrophone.kafka.KafkaSettings.Certificate;
import hydrophone.kafka.KafkaSettings.Login;
import hydrophone.kafka.KafkaSettings.Mechanism;
import hydrophone.kafka.KafkaSettings.Tls;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The section [kafka]: a broker, or a proxy in front of one. As in Sonar a {@code ca-file} means
 * TLS, and a password alone is for PLAIN with the cluster as user.
 */
final class KafkaReader {
    private static final Pattern BROKER =
            Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+):([0-9]{1,5})");

    private final Section s;
    private final boolean present;
    private final String cluster;

    KafkaReader(Section section, boolean present, String cluster) {
        this.s = section;
        this.present = present;
        this.cluster = cluster;
    }

    /** Empty where nothing can be made of it; then a problem says why, or it is not there. */
    Optional<Destination> read() {
        Optional<String> broker =
                s.value(
                        "HOST:PORT, several separated by commas",
                        KafkaReader::brokers,
                        "broker-address",
                        "remote-host");
        boolean rest = s.has("rest-endpoint");
        boolean direct = s.has("broker-address", "remote-host");
        s.without("control messages arrive at once; ignored", "poll-interval");
        if (rest && direct) s.wrong("broker-address", "not together with rest-endpoint; keep one");
        if (present && !rest && !direct) {
            s.wrong("broker-address", "missing; add \"broker-address = HOST:PORT\" below [kafka]");
        }
        Optional<Web> web = DestinationReader.web(s, "rest-endpoint");
        Optional<Tls> tls = tls();
        Optional<Login> login = login(tls.isPresent(), direct);
        Pace pace = DestinationReader.pace(s);
        String compression = compression();
        if (web.isPresent()) return Optional.of(rest(web.get(), login, pace));
        return broker.map(b -> new Kafka(settings(b, tls, login), compression, pace));
    }

    private static KafkaSettings settings(String broker, Optional<Tls> tls, Optional<Login> login) {
        return new KafkaSettings(broker, tls.orElse(null), login.orElse(null), Map.of());
    }

    private Destination rest(Web web, Optional<Login> login, Pace pace) {
        if (login.isPresent()) DestinationReader.warnOfClearText(s, web);
        return new Rest(web, login.map(l -> new Destination.Login(l.user(), l.password())), pace);
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

    private Optional<Tls> tls() {
        Optional<Path> ca = DestinationReader.trusted(s);
        Optional<Certificate> own = certificate();
        boolean wanted = s.flag(false, "tls") || ca.isPresent() || own.isPresent();
        boolean verify = s.flag(true, "verify-hostname");
        return wanted ? Optional.of(new Tls(ca, own, verify)) : Optional.empty();
    }

    private Optional<Certificate> certificate() {
        Optional<Path> cert = DestinationReader.readable(s, "cert-file");
        Optional<Path> key = Secrets.file(s, "key-file");
        if (cert.isPresent() != key.isPresent()) {
            String there = cert.isPresent() ? "cert-file" : "key-file";
            s.wrong(there, "cert-file and key-file go together; add the other, or remove it");
        }
        return cert.isPresent() && key.isPresent()
                ? Optional.of(new Certificate(cert.get(), key.get()))
                : Optional.empty();
    }

    private Optional<Login> login(boolean encrypted, boolean direct) {
        Optional<String> password =
                Secrets.password(s, "sasl-password", "sasl-password-file", "password-file");
        Optional<Mechanism> mechanism =
                s.value(
                        "PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512",
                        Mechanism::ofWord,
                        "sasl-mechanism");
        Optional<String> user = s.text("sasl-user").filter(u -> !u.isEmpty());
        boolean allowed = s.flag(false, "allow-plaintext-auth");
        if (password.isEmpty()) {
            if (s.has("sasl-mechanism", "sasl-user")) needsPassword();
            return Optional.empty();
        }
        if (direct && !encrypted && !allowed) {
            s.wrong(
                    Secrets.key(s, "sasl-password", "sasl-password-file", "password-file"),
                    "a password needs TLS; add \"ca-file = FILE.pem\", or \"tls = true\" if Java"
                            + " trusts the broker's CA (\"allow-plaintext-auth = true\" goes"
                            + " without)");
        }
        return Optional.of(
                new Login(mechanism.orElse(Mechanism.PLAIN), user.orElse(cluster), password.get()));
    }

    private void needsPassword() {
        if (s.has("sasl-password", "sasl-password-file", "password-file")) return;
        String key = s.has("sasl-mechanism") ? "sasl-mechanism" : "sasl-user";
        s.wrong(key, "needs a password; add \"sasl-password-file = FILE\"");
    }

    private String compression() {
        String word =
                s.value("none, gzip or snappy", KafkaReader::known, "compression").orElse("gzip");
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
