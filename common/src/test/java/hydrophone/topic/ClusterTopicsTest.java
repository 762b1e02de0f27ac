package hydrophone.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.message.MessageType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class ClusterTopicsTest {

    @Test
    void namesTheTopicsOfACluster() {
        ClusterTopics topics = new ClusterTopics("fox.educloud.no");

        assertEquals("fox.educloud.no.job", topics.data(MessageType.JOB));
        assertEquals("fox.educloud.no.control.master", topics.control(Role.MASTER));
        assertEquals(
                List.of(
                        "fox.educloud.no.sample",
                        "fox.educloud.no.sysinfo",
                        "fox.educloud.no.job",
                        "fox.educloud.no.cluster"),
                List.copyOf(topics.data().keySet()));
    }

    @Test
    void putsThePrefixBefore() {
        ClusterTopics topics = new ClusterTopics("test", "fox");

        assertEquals("test.fox.sample", topics.data(MessageType.SAMPLE));
        assertEquals("test.fox.control.node", topics.control(Role.NODE));
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "'', a b",
        "'', a/b",
        "'', fox/..",
        "'', ../fox",
        "'', é",
        "a b, fox",
        "'a\u001b', fox",
    })
    void refusesWhatKafkaWould(String prefix, String cluster) {
        var refusal =
                assertThrows(
                        IllegalArgumentException.class, () -> new ClusterTopics(prefix, cluster));

        String text = String.valueOf(refusal.getMessage());
        assertTrue(text.chars().noneMatch(Character::isISOControl), text);
    }

    @Test
    void refusesNamesThatMakeATopicTooLong() {
        String longest = "c".repeat(249 - ".control.master".length());
        assertEquals(249, new ClusterTopics(longest).control(Role.MASTER).length());
        var refusal =
                assertThrows(
                        IllegalArgumentException.class, () -> new ClusterTopics(longest + "c"));

        assertTrue(String.valueOf(refusal.getMessage()).contains("at most 249"));
        assertTrue(String.valueOf(refusal.getMessage()).length() < 200);
    }
}
