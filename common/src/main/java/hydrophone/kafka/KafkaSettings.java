package hydrophone.kafka;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How to reach a broker; the same for producer, consumers and admin client.
 *
 * @param broker {@code host:port}, several separated by commas
 * @param caFile PEM file with the certificates to trust; null = no TLS
 * @param login SASL PLAIN credentials; null = none; needs a {@code caFile}
 * @param overrides Kafka client properties that win over ours
 */
public record KafkaSettings(
        String broker,
        @Nullable String caFile,
        @Nullable Login login,
        Map<String, String> overrides) {

    public KafkaSettings {
        Objects.requireNonNull(broker, "broker");
        overrides = Map.copyOf(overrides);
        if (login != null && caFile == null) {
            throw new IllegalArgumentException("a password needs TLS: set ca-file");
        }
    }

    /** User and password; never printed. */
    public record Login(String user, String password) {
        public Login {
            Objects.requireNonNull(user, "user");
            Objects.requireNonNull(password, "password");
        }

        @Override
        public String toString() {
            return "Login[user=" + user + ", password=****]";
        }
    }

    public static KafkaSettings plaintext(String broker) {
        return new KafkaSettings(broker, null, null, Map.of());
    }

    /** Client properties: broker, client id, TLS and SASL, then the overrides. */
    public Map<String, Object> client(String clientId) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("bootstrap.servers", broker);
        properties.put("client.id", clientId);
        if (caFile != null) {
            properties.put("security.protocol", login == null ? "SSL" : "SASL_SSL");
            properties.put("ssl.truststore.type", "PEM");
            properties.put("ssl.truststore.location", caFile);
        }
        if (login != null) {
            properties.put("sasl.mechanism", "PLAIN");
            properties.put("sasl.jaas.config", jaas(login));
        }
        properties.putAll(overrides);
        return properties;
    }

    private static String jaas(Login login) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
                + escape(login.user())
                + "\" password=\""
                + escape(login.password())
                + "\";";
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
