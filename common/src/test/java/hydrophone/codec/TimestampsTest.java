package hydrophone.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

class TimestampsTest {

    @ParameterizedTest
    @CsvSource({
        "2026-03-04T10:15:00+01:00, 2026-03-04T10:15:00+01:00",
        "2026-03-04T10:15:00Z, 2026-03-04T10:15:00+00:00",
        "2026-03-04T10:15:00-00:00, 2026-03-04T10:15:00+00:00",
        "2026-03-04T10:15:59.999999999999-03:30, 2026-03-04T10:15:59-03:30",
        "2024-02-29T23:59:59+18:00, 2024-02-29T23:59:59+18:00",
        "2024-02-29T23:59:59-18:00, 2024-02-29T23:59:59-18:00",
        "0000-01-01T00:00:00Z, 0000-01-01T00:00:00+00:00",
        "0000-01-02T00:00:00+18:00, 0000-01-02T00:00:00+18:00",
        "9999-12-31T23:59:59Z, 9999-12-31T23:59:59+00:00",
    })
    void readsAndWrites(String text, String written) {
        assertEquals(written, written(Timestamps.parse(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-04",
                "2026-03-04T10:15:00",
                "2026-03-04T10:15+01:00",
                "2026-03-04 10:15:00+01:00",
                "2026-03-04T10:15:00+0100",
                "2026-03-04T10:15:00+01",
                "2026-03-04T10:15:00z",
                "2026-03-04T10:15:00.Z",
                "2026-03-04T10:15:00,5Z",
                "2026-03-04T10:15:00+01:00 ",
                " 2026-03-04T10:15:00+01:00",
                "2026-02-29T10:15:00Z",
                "2026-13-04T10:15:00Z",
                "2026-03-04T24:00:00Z",
                "2026-03-04T10:15:60Z",
                "2026-03-04T10:15:00+18:01",
                "2026-03-04T10:15:00+01:60",
                "0000-01-01T00:00:00+00:01",
                "9999-12-31T23:59:59-00:01",
                "+026-03-04T10:15:00Z",
                "２026-03-04T10:15:00Z",
                "yesterday, about ten o'clock",
            })
    void refusesWhatIsNoTime(String text) {
        assertThrows(DateTimeException.class, () -> Timestamps.parse(text));
    }

    @Test
    void writesOffsetsOfOddSecondsAtTheSameInstant() {
        OffsetDateTime odd =
                OffsetDateTime.of(
                        1890, 1, 1, 0, 0, 0, 0, ZoneOffset.ofHoursMinutesSeconds(0, 53, 28));

        assertEquals(odd.toInstant(), Timestamps.parse(written(odd)).toInstant());
        assertEquals("1889-12-31T23:59:32+00:53", written(odd));
    }

    @Test
    void cutsPartsOfASecond() {
        OffsetDateTime time = OffsetDateTime.parse("2026-03-04T10:15:00.987+01:00");

        assertEquals("2026-03-04T10:15:00+01:00", written(time));
    }

    @Test
    void refusesToWriteOtherYears() {
        OffsetDateTime later = OffsetDateTime.parse("+10000-01-01T00:00:00Z");

        assertThrows(DateTimeException.class, () -> written(later));
    }

    private static String written(OffsetDateTime time) {
        ByteChunks out = new ByteChunks(4096);
        Timestamps.write(out, time);
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }
}
