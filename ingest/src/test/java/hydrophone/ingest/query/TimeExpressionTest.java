package hydrophone.ingest.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.time.ZoneId;
import java.util.SplittableRandom;

class TimeExpressionTest {
    private final TimeExpression oslo =
            new TimeExpression(Instant.parse("2026-06-15T10:30:00Z"), ZoneId.of("Europe/Oslo"));

    @ParameterizedTest
    @CsvSource({
        "now, 2026-06-15T10:30:00Z",
        "NOW-2hours, 2026-06-15T08:30:00Z",
        "now+90, 2026-06-15T10:31:30Z",
        "now-1day, 2026-06-14T10:30:00Z",
        "6h, 2026-06-15T04:30:00Z",
        "1d12h, 2026-06-13T22:30:00Z",
        "1w, 2026-06-08T10:30:00Z",
        "today, 2026-06-14T22:00:00Z",
        "midnight, 2026-06-14T22:00:00Z",
        "yesterday, 2026-06-13T22:00:00Z",
        "noon, 2026-06-15T10:00:00Z",
        "teatime, 2026-06-15T14:00:00Z",
        "08:15, 2026-06-15T06:15:00Z",
        "8:15pm, 2026-06-15T18:15:00Z",
        "12:00am, 2026-06-14T22:00:00Z",
        "0501, 2026-04-30T22:00:00Z",
        "050125, 2025-04-30T22:00:00Z",
        "5/1, 2026-04-30T22:00:00Z",
        "05/01/25, 2025-04-30T22:00:00Z",
        "05.01.25-07:30:10, 2025-05-01T05:30:10Z",
        "2026-01-15, 2026-01-14T23:00:00Z",
        "2026-01-15T12:00, 2026-01-15T11:00:00Z",
        "2026-01-15 12:00:01, 2026-01-15T11:00:01Z",
        "2026-01-15T12:00:01.5Z, 2026-01-15T12:00:01Z",
        "2026-01-15T12:00:01-0330, 2026-01-15T15:30:01Z",
        "2026-03-29T02:30, 2026-03-29T01:30:00Z", // skipped hour: moved by its length
        "2026-10-25T02:30, 2026-10-25T00:30:00Z", // doubled hour: the first
        "@1700000000, 2023-11-14T22:13:20Z"
    })
    void readsAsSacctDoes(String text, String expected) throws QueryException {
        assertEquals(Instant.parse(expected), Instant.ofEpochSecond(oslo.seconds(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "h",
                "6x",
                "25:00",
                "13:00pm",
                "2026-13-01",
                "2026-02-30",
                "1332",
                "now-",
                "6h ago",
                "-6h",
                "2026-01-15T12:00+25:00",
                "@",
                "\u001b[31m"
            })
    void unreadable_isOneLineWithTheForms(String text) {
        QueryException e = assertThrows(QueryException.class, () -> oslo.seconds(text));
        assertEquals(2, e.exit());
        assertEquals(1, e.line().lines().count());
        assertEquals(-1, e.line().indexOf('\u001b'));
    }

    @Test
    void anyText_givesATimeOrAUsageError() {
        long seed = 20260615;
        SplittableRandom random = new SplittableRandom(seed);
        String alphabet = "0123456789:-/.+T @wdhmsnopqaZ";
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(25); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                oslo.seconds(text.toString());
            } catch (QueryException e) {
                assertEquals(2, e.exit(), "seed " + seed + ": " + text);
            }
        }
    }

    @Test
    void spans_areAboveZero() throws QueryException {
        assertEquals(90, TimeExpression.span("90"));
        assertEquals(129_600, TimeExpression.span("1d12h"));
        assertThrows(QueryException.class, () -> TimeExpression.span("0"));
        assertThrows(QueryException.class, () -> TimeExpression.span("5 parsecs"));
    }
}
