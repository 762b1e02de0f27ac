package hydrophone.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hydrophone.kafka.KafkaSettings.Login;

import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class KafkaSettingsTest {

    @Test
    void plaintextNeedsTheBrokerOnly() {
        assertEquals(
                Map.of("bootstrap.servers", "localhost:9092", "client.id", "fox/n1"),
                KafkaSettings.plaintext("localhost:9092").client("fox/n1"));
    }

    @Test
    void caFileMeansTls() {
        var client = new KafkaSettings("b:1", "/etc/ca.pem", null, Map.of()).client("id");

        assertEquals("SSL", client.get("security.protocol"));
        assertEquals("PEM", client.get("ssl.truststore.type"));
        assertEquals("/etc/ca.pem", client.get("ssl.truststore.location"));
    }

    /** Kafka's own parser reads back what was escaped. */
    @Test
    void loginReachesKafkaWhateverItsCharacters() {
        for (String odd : List.of("secret", "a b", "q\"q", "b\\", "\\\"", "x=y;", "#'`")) {
            var settings = new KafkaSettings("b:1", "ca", new Login("fox " + odd, odd), Map.of());

            var client = settings.client("id");

            assertEquals("SASL_SSL", client.get("security.protocol"));
            Map<String, Password> config =
                    Map.of(
                            "sasl.jaas.config",
                            new Password(String.valueOf(client.get("sasl.jaas.config"))));
            var entry = JaasContext.loadClientContext(config).configurationEntries().getFirst();
            assertEquals("fox " + odd, entry.getOptions().get("username"));
            assertEquals(odd, entry.getOptions().get("password"));
        }
    }

    @Test
    void overridesWin() {
        var settings = new KafkaSettings("b:1", null, null, Map.of("client.id", "mine"));

        assertEquals("mine", settings.client("id").get("client.id"));
    }

    @Test
    void passwordsNeedTlsAndAreNotPrinted() {
        Login login = new Login("fox", "secret");

        assertThrows(
                IllegalArgumentException.class,
                () -> new KafkaSettings("b:1", null, login, Map.of()));
        assertFalse(new KafkaSettings("b:1", "ca", login, Map.of()).toString().contains("secret"));
    }
}
