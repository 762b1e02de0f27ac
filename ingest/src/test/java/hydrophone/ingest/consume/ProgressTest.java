package hydrophone.ingest.consume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.ingest.store.Outcome;
import hydrophone.message.MessageType;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

final class ProgressTest {
    private long now = 5;
    private final Progress progress = new Progress("fox", () -> now);

    @Test
    void itIsInItsOwnWay_untilItHasStarted() {
        assertEquals(List.of("fox: starting"), progress.obstacles());
        progress.obstacle("start", "");
        assertTrue(progress.obstacles().isEmpty());
        progress.obstacle("broker", "the broker does not answer");
        progress.obstacle("broker", "the broker does not answer");
        assertEquals(List.of("fox: the broker does not answer"), progress.obstacles());
    }

    @Test
    void outcomes_areCountedApart() {
        progress.counters().count(MessageType.SAMPLE, Outcome.STORED, false, 10);
        progress.counters().count(MessageType.JOB, Outcome.STORED, true, 20);
        progress.counters().count(MessageType.SAMPLE, Outcome.REPEATED, false, 30);
        progress.counters().count(MessageType.SAMPLE, Outcome.DEAD_LETTER, false, 40);
        assertEquals(1, progress.stored(MessageType.SAMPLE));
        assertEquals(1, progress.stored(MessageType.JOB));
        assertEquals(
                "1 1 1 100",
                progress.repeated()
                        + " "
                        + progress.deadLetters()
                        + " "
                        + progress.odd()
                        + " "
                        + progress.bytes());
        assertEquals(
                "stored sample=1 sysinfo=0 job=1 cluster=0, repeated=1 dead_letters=1 odd=1",
                progress.counters().toString());
    }

    @Test
    void aNodesNewestSample_isTheNewest_notTheLatestToCome() {
        progress.seen("n1", 300);
        progress.seen("n1", 100);
        assertEquals(Map.of("n1", 300L), progress.nodes());
    }

    @Test
    void theBeat_isBySteadyTime() {
        progress.beat();
        now += Duration.ofSeconds(3).toNanos();
        assertEquals(Duration.ofSeconds(3), progress.sinceBeat());
    }

    @Test
    void theEnd_isAnObstacle_andHasNoLag() {
        progress.lag(7);
        assertEquals(OptionalLong.of(7), progress.lag());
        progress.ended("stopped");
        assertEquals(OptionalLong.empty(), progress.lag());
        assertTrue(progress.obstacles().contains("fox: stopped"));
    }
}
