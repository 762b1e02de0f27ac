package hydrophone.agent.slurm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.ZoneId;
import java.util.Objects;

/** Every form of a figure or date that some version of sacct is known to write. */
class SacctValuesTest {
    private static final ZoneId OSLO = ZoneId.of("Europe/Oslo");

    @ParameterizedTest
    @CsvSource({
        "00:00, 0",
        "00:00.004, 0",
        "10:35.515, 635",
        "10:35.999, 635",
        "01:02:03, 3723",
        "1-02:03:04, 93784",
        "1-02:03, 86523",
        "365-00:00:00, 31536000",
        "213503982334-14:25:51, 18446744073709551",
        "'', 0"
    })
    void duration(String text, String seconds) {
        if (seconds.length() > 16)
            assertEquals(213503982334L * 86400 + 51951, SacctValues.duration(text));
        else assertEquals(Long.parseLong(seconds), SacctValues.duration(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7", ":", "1:", ":1", "1:2:3:4", "-1:00", "x", "1-", "1:00.", "1:00.x", "INVALID"
            })
    void noDuration(String text) {
        assertEquals(SacctValues.NONE, SacctValues.duration(text));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "1024, 1",
        "1025, 2",
        "1.5K, 2",
        "0.01M, 11",
        "3200K, 3200",
        "48G, 50331648",
        "2.50G, 2621440",
        "1T, 1073741824",
        "1P, 1099511627776",
        "1E, 1125899906842624",
        "1k, 1",
        "?, 0",
        "'', 0",
        "999999999999999999E, 9223372036854775807"
    })
    void volume(String text, long kib) {
        assertEquals(kib, SacctValues.volume(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"K", "-1K", "1KB", ".5K", "5.K", "1e3", "NaN", "1234567890123456789K"})
    void noVolume(String text) {
        assertEquals(SacctValues.NONE, SacctValues.volume(text));
    }

    @ParameterizedTest
    @CsvSource({"'', 0", "0, 0", "64, 64", "2K, 2048", "1M, 1048576"})
    void count(String text, long value) {
        assertEquals(value, SacctValues.count(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-1", "1.5", "K", "1G", "99999999999999999K", "1234567890123456789", "x"})
    void noCount(String text) {
        assertEquals(SacctValues.NONE, SacctValues.count(text));
    }

    @ParameterizedTest
    @CsvSource({
        "1795419389+0000, 2026-11-23T07:36:29Z",
        "1795419389+0100, 2026-11-23T08:36:29+01:00",
        "1795419389-0330, 2026-11-23T04:06:29-03:30",
        "1795419389, 2026-11-23T08:36:29+01:00",
        "2026-07-01T10:00:00, 2026-07-01T10:00+02:00",
        "2026-01-01T10:00:00, 2026-01-01T10:00+01:00",
        "2026-01-01T10:00, 2026-01-01T10:00+01:00",
        "2026-01-01T10:00:00+0530, 2026-01-01T10:00+05:30",
        "2026-01-01T10:00:00+05:30, 2026-01-01T10:00+05:30",
        "2026-01-01T10:00:00Z, 2026-01-01T10:00Z"
    })
    void date(String text, String expected) {
        assertEquals(expected, Objects.requireNonNull(SacctDates.parse(text, OSLO)).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-13-01T10:00:00",
                "2026-01-01",
                "2026-01-01T10",
                "2026-01-01T10:00:00+",
                "2026-01-01T10:00:00+1",
                "2026-01-01T10:00:00+9900",
                "0000-01-01T10:00:00",
                "9999-01-01T10:00:00",
                "999999999999",
                "1795419389+",
                "1795419389 0100",
                "+0100",
                "T",
                "yesterday"
            })
    void noDate(String text) {
        assertNull(SacctDates.parse(text, OSLO));
    }

    @Test
    void wordsForNoDate() {
        for (String word : new String[] {"", "Unknown", "None"})
            assertTrue(SacctDates.isAbsent(word));
    }
}
