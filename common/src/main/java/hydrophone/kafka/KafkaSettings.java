package hydrophone.kafka;

import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How to reach a broker; the same for producer, consumers and admin client.
 *
 * @param broker {@code host:port}, several separated by commas
 * @param tls how the connection is encrypted; null = not at all
 * @param login SASL credentials; null = none. Without TLS they travel in the clear (PLAIN) or can
 *     be attacked offline (SCRAM): whoever makes these settings has asked for it
 * @param overrides Kafka client properties that win over ours
 */
public record KafkaSettings(
        String broker, @Nullable Tls tls, @Nullable Login login, Map<String, String> overrides) {
    private static final String PROTOCOL = "security.protocol";
    private static final Pattern JAAS_USER = Pattern.compile("\\busername=\"([^\"]*)\"");

    public KafkaSettings {
        Objects.requireNonNull(broker, "broker");
        overrides = Map.copyOf(overrides);
    }

    /**
     * TLS 1.2 or 1.3.
     *
     * @param caFile PEM file with the certificates to trust; empty = those that Java trusts
     * @param own what we show of ourselves (mutual TLS)
     * @param verifyHostname whether the broker's certificate must bear its host's name
     */
    public record Tls(Optional<Path> caFile, Optional<Certificate> own, boolean verifyHostname) {
        /** The broker must be one that this file vouches for, under its own name. */
        public static Tls trusting(Path caFile) {
            return new Tls(Optional.of(caFile), Optional.empty(), true);
        }
    }

    /**
     * Our own certificate, read anew for each client, so that a renewed one is taken up.
     *
     * @param certFile PEM file with the certificate, and those between it and the CA
     * @param keyFile PEM file with its key, PKCS#8, not encrypted
     */
    public record Certificate(Path certFile, Path keyFile) {}

    /** How a password is shown to the broker. */
    public enum Mechanism {
        PLAIN("PLAIN", "plain.PlainLoginModule"),
        SCRAM_SHA_256("SCRAM-SHA-256", "scram.ScramLoginModule"),
        SCRAM_SHA_512("SCRAM-SHA-512", "scram.ScramLoginModule");

        private final String word;
        private final String module;

        Mechanism(String word, String module) {
            this.word = word;
            this.module = "org.apache.kafka.common.security." + module;
        }

        /** Kafka's name of it. */
        public String word() {
            return word;
        }

        public static Optional<Mechanism> ofWord(String word) {
            for (Mechanism mechanism : values()) {
                if (mechanism.word.equals(word)) return Optional.of(mechanism);
            }
            return Optional.empty();
        }
    }

    /** User and password; never printed. */
    public record Login(Mechanism mechanism, String user, String password) {
        public Login {
            Objects.requireNonNull(mechanism, "mechanism");
            Objects.requireNonNull(user, "user");
            Objects.requireNonNull(password, "password");
        }

        @Override
        public String toString() {
            return "Login[" + mechanism.word() + ", user=" + user + ", password=****]";
        }
    }

    public static KafkaSettings plaintext(String broker) {
        return new KafkaSettings(broker, null, null, Map.of());
    }

    /**
     * Client properties: broker, client id, TLS and SASL, then the overrides.
     *
     * @throws KafkaException when our own certificate or key cannot be read
     */
    public Map<String, Object> client(String clientId) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("bootstrap.servers", broker);
        properties.put("client.id", clientId);
        if (tls != null || login != null) properties.put(PROTOCOL, protocol());
        if (tls != null) encrypt(tls, properties);
        if (login != null) {
            properties.put("sasl.mechanism", login.mechanism().word());
            properties.put("sasl.jaas.config", jaas(login));
        }
        properties.putAll(overrides);
        return properties;
    }

    /** Whether connections are encrypted, by our settings or the overrides. */
    public boolean encrypted() {
        return tls != null || overrides.getOrDefault(PROTOCOL, "").endsWith("SSL");
    }

    /** The mechanism of the login, if there is one. */
    Optional<String> mechanism() {
        if (login != null) return Optional.of(login.mechanism().word());
        return overrides.getOrDefault(PROTOCOL, "").startsWith("SASL_")
                ? Optional.of(overrides.getOrDefault("sasl.mechanism", "GSSAPI"))
                : Optional.empty();
    }

    /** Whom the broker knows us as: the user of the login. */
    Optional<String> user() {
        if (login != null) return Optional.of(login.user());
        Matcher user = JAAS_USER.matcher(overrides.getOrDefault("sasl.jaas.config", ""));
        return user.find() ? Optional.of(user.group(1)) : Optional.empty();
    }

    /** Whom the broker knows us as, in words: {@code user "c.no.node"}. */
    public String who() {
        return user().map(u -> "user \"" + u + "\"")
                .orElseGet(() ->
                        tls != null && tls.own().isPresent()
                                ? "the user of our certificate"
                                : "whoever comes without a login");
    }

    /** The file of certificates to trust, if there is one. */
    Optional<String> trusted() {
        if (tls != null) return tls.caFile().map(Path::toString);
        return Optional.ofNullable(overrides.get("ssl.truststore.location"));
    }

    private String protocol() {
        return (login == null ? "" : "SASL_") + (tls == null ? "PLAINTEXT" : "SSL");
    }

    private static void encrypt(Tls tls, Map<String, Object> properties) {
        tls.caFile()
                .ifPresent(file -> {
                    properties.put("ssl.truststore.type", "PEM");
                    properties.put("ssl.truststore.location", file.toString());
                });
        tls.own()
                .ifPresent(own -> {
                    properties.put("ssl.keystore.type", "PEM");
                    properties.put("ssl.keystore.certificate.chain", text(own.certFile()));
                    properties.put("ssl.keystore.key", text(own.keyFile()));
                });
        if (!tls.verifyHostname()) properties.put("ssl.endpoint.identification.algorithm", "");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new KafkaException(file + " cannot be read: " + e, e);
        }
    }

    private static String jaas(Login login) {
        return login.mechanism().module
                + " required username=\""
                + escape(login.user())
                + "\" password=\""
                + escape(login.password())
                + "\";";
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
