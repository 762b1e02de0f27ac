package hydrophone.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;

final class CadenceTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1s", "15s", "60s", "30S", "1m", "5m", "80m", "90m", "1h", "12H", "24h", "48h",
                "72h"
            })
    void parse_divisorOfADayOrWholeDays_isLegal(String text) {
        assertTrue(Cadence.parse(text).isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"7m", "7s", "5h", "36h", "0s", "-1s", "1d", "1h30m", "", "s", "1.5s"})
    void parse_anythingElse_isNot(String text) {
        assertFalse(Cadence.parse(text).isPresent());
    }

    @ParameterizedTest
    @CsvSource({"PT7M, 6m or 8m", "PT5H, 4h or 6h", "PT36H, 24h or 48h", "PT7S, 6s or 8s"})
    void nearest_illegal_namesLegalOnesAround(Duration span, String expected) {
        assertEquals(expected, Cadence.nearest(span));
    }

    @Test
    void after_pointItself_isTheNextOne() {
        Cadence cadence = new Cadence(15);
        assertEquals(
                Instant.parse("2026-03-04T09:15:15Z"),
                cadence.after(Instant.parse("2026-03-04T09:15:00Z")));
        assertEquals(
                Instant.parse("2026-03-04T09:15:15Z"),
                cadence.after(Instant.parse("2026-03-04T09:15:14.999Z")));
    }

    @Test
    void after_wholeDays_alignsOnDaysSince1970() {
        // 2025-02-26 is day 20145: even days are the points of 48h, every third that of 72h.
        Instant now = Instant.parse("2025-02-26T11:16:28Z");
        assertEquals(Instant.parse("2025-02-27T00:00:00Z"), new Cadence(2 * 86_400).after(now));
        assertEquals(Instant.parse("2025-03-01T00:00:00Z"), new Cadence(3 * 86_400).after(now));
        assertEquals(Instant.parse("2025-02-27T00:00:00Z"), new Cadence(86_400).after(now));
    }
}
