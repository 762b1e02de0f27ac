package hydrophone.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.kafka.KafkaSettings.Certificate;
import hydrophone.kafka.KafkaSettings.Login;
import hydrophone.kafka.KafkaSettings.Mechanism;
import hydrophone.kafka.KafkaSettings.Tls;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class KafkaSettingsTest {
    private static final Tls TLS = Tls.trusting(Path.of("/etc/ca.pem"));

    @Test
    void plaintextNeedsTheBrokerOnly() {
        assertEquals(
                Map.of("bootstrap.servers", "localhost:9092", "client.id", "fox/n1"),
                KafkaSettings.plaintext("localhost:9092").client("fox/n1"));
    }

    @Test
    void tls_trustsTheFile_andChecksTheName() {
        var client = new KafkaSettings("b:1", TLS, null, Map.of()).client("id");

        assertEquals("SSL", client.get("security.protocol"));
        assertEquals("PEM", client.get("ssl.truststore.type"));
        assertEquals("/etc/ca.pem", client.get("ssl.truststore.location"));
        // Kafka's own default is to check.
        assertNull(client.get("ssl.endpoint.identification.algorithm"));
    }

    @Test
    void tls_withoutFileAndCheck_onlyWhereAskedFor() {
        Tls tls = new Tls(Optional.empty(), Optional.empty(), false);
        var client = new KafkaSettings("b:1", tls, null, Map.of()).client("id");

        assertNull(client.get("ssl.truststore.location"));
        assertEquals("", client.get("ssl.endpoint.identification.algorithm"));
    }

    @Test
    void ownCertificate_isReadEachTime(@TempDir Path dir) throws IOException {
        Path cert = Files.writeString(dir.resolve("c.pem"), "cert 1");
        Path key = Files.writeString(dir.resolve("k.pem"), "key");
        Tls tls = new Tls(Optional.empty(), Optional.of(new Certificate(cert, key)), true);
        var settings = new KafkaSettings("b:1", tls, null, Map.of());

        assertEquals("cert 1", settings.client("id").get("ssl.keystore.certificate.chain"));
        assertEquals("key", settings.client("id").get("ssl.keystore.key"));
        Files.writeString(cert, "cert 2");
        assertEquals("cert 2", settings.client("id").get("ssl.keystore.certificate.chain"));
        Files.delete(key);
        var gone = assertThrows(KafkaException.class, () -> settings.client("id"));
        assertTrue(String.valueOf(gone.getMessage()).startsWith(key + " cannot be read"));
    }

    /** Kafka's own parser reads back what was escaped. */
    @Test
    void loginReachesKafkaWhateverItsCharacters() {
        for (Mechanism mechanism : Mechanism.values()) {
            for (String odd : List.of("secret", "a b", "q\"q", "b\\", "\\\"", "x=y;", "#'`")) {
                var login = new Login(mechanism, "fox " + odd, odd);

                var client = new KafkaSettings("b:1", TLS, login, Map.of()).client("id");

                assertEquals("SASL_SSL", client.get("security.protocol"));
                assertEquals(mechanism.word(), client.get("sasl.mechanism"));
                Map<String, Password> config =
                        Map.of(
                                "sasl.jaas.config",
                                new Password(String.valueOf(client.get("sasl.jaas.config"))));
                var entry = JaasContext.loadClientContext(config).configurationEntries().getFirst();
                assertEquals("fox " + odd, entry.getOptions().get("username"));
                assertEquals(odd, entry.getOptions().get("password"));
            }
        }
    }

    @Test
    void loginWithoutTls_isSaslPlaintext() {
        Login login = new Login(Mechanism.PLAIN, "fox", "x");
        var client = new KafkaSettings("b:1", null, login, Map.of()).client("id");
        assertEquals("SASL_PLAINTEXT", client.get("security.protocol"));
    }

    @Test
    void overridesWin() {
        var settings = new KafkaSettings("b:1", null, null, Map.of("client.id", "mine"));

        assertEquals("mine", settings.client("id").get("client.id"));
    }

    @Test
    void passwordsAreNotPrinted() {
        Login login = new Login(Mechanism.SCRAM_SHA_512, "fox", "secret");

        assertFalse(new KafkaSettings("b:1", TLS, login, Map.of()).toString().contains("secret"));
    }
}
