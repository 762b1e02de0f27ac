package hydrophone.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hydrophone.kafka.CertificateTerm.State;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;

class CertificateTermTest {
    private static final CertificateTerm TERM =
            new CertificateTerm(
                    "CN=x",
                    Instant.parse("2026-01-01T00:00:00Z"),
                    Instant.parse("2028-01-01T06:30:00Z"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2025-12-31T23:59:59Z|EARLY|is good from 2026-01-01 00:00Z on only; is the clock of"
                        + " this machine right?",
                "2026-01-01T00:00:00Z|GOOD|ends 2028-01-01 06:30Z, in 730 days",
                "2027-12-02T06:30:00Z|GOOD|ends 2028-01-01 06:30Z, in 30 days",
                "2027-12-02T06:30:01Z|ENDING|ends 2028-01-01 06:30Z, in 29 days",
                "2027-12-31T06:00:00Z|ENDING|ends 2028-01-01 06:30Z, in 1 day",
                "2028-01-01T06:30:00Z|ENDING|ends 2028-01-01 06:30Z, in 0 days",
                "2028-01-01T06:30:01Z|ENDED|has ended 2028-01-01 06:30Z",
            })
    void eachMoment_hasItsStateAndWords(Instant now, State state, String words) {
        assertEquals(state, TERM.at(now));
        assertEquals(words, TERM.words(now));
    }
}
