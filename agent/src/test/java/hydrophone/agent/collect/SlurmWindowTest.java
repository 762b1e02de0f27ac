package hydrophone.agent.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A cadence of 5 minutes, a window of 10. */
class SlurmWindowTest {
    private static final Instant START = Instant.parse("2026-03-04T09:00:00Z");
    private static final JobsTiming TIMING =
            new JobsTiming(
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(10),
                    Duration.ofDays(7),
                    Duration.ofMinutes(25),
                    true);

    private SlurmWindow window = new SlurmWindow(TIMING, Optional.empty());

    private static Instant at(int minute) {
        return START.plusSeconds(minute * 60L);
    }

    /** How many minutes an observation reaches back. */
    private long reach(int minute) {
        return Duration.between(window.from(at(minute)), at(minute)).toMinutes();
    }

    /** An observation that goes well and is accepted at once. */
    private void good(int minute) {
        window.from(at(minute));
        if (window.wentWell(at(minute))) window.accepted(at(minute));
    }

    private void settled(int minute) {
        window = new SlurmWindow(TIMING, Optional.of(at(minute - 10)));
        for (int m = minute - 10; m <= minute; m += 5) good(m);
        assertEquals(Optional.of(at(minute)), window.mark());
    }

    @Test
    void inQuietTimes_theWindowIsAskedFor() {
        settled(0);
        for (int minute = 5; minute < 60; minute += 5) {
            assertEquals(10, reach(minute));
            good(minute);
        }
    }

    @Test
    void inItsFirstRun_theMarkIsWhereTheFirstQuestionBegan() {
        assertEquals(10, reach(0));
        assertEquals(30, reach(20), "whatever failed since");
    }

    /** With a cadence of seconds an overlap of a minute is longer than the window. */
    @Test
    void inItsFirstRun_theMarkIsNeverInTheFuture_andStaysWhileThereIsTrouble() {
        Duration ten = Duration.ofSeconds(10);
        var fast =
                new JobsTiming(
                        ten, ten.multipliedBy(2), Duration.ofDays(7), Duration.ofMinutes(25), true);
        window = new SlurmWindow(fast, Optional.empty());
        window.from(at(0));
        assertEquals(Optional.of(at(0)), window.mark());
        window.trouble();
        assertEquals(at(-1), window.from(at(30)));
        assertEquals(Optional.of(at(0)), window.mark());
    }

    @Test
    void afterAStart_theMarkStaysUntilItWentWellForTenMinutes() {
        window = new SlurmWindow(TIMING, Optional.of(at(-100)));
        assertEquals(105, reach(0));
        good(0);
        assertEquals(Optional.of(at(-100)), window.mark());
        good(5);
        assertEquals(110, reach(5));
        assertEquals(Optional.of(at(-100)), window.mark());
        good(10);
        assertEquals(Optional.of(at(10)), window.mark());
        assertEquals(10, reach(15));
    }

    /**
     * slurmdbd is away for three cadences; it is told of a job that ended meanwhile 9 minutes
     * after.
     */
    @Test
    void afterAnOutage_alsoWhatReachesSlurmdbdLate_isAskedForOnceMore() {
        settled(0);
        for (int minute = 5; minute <= 15; minute += 5) {
            window.from(at(minute));
            window.trouble();
        }
        good(20);
        assertEquals(30, reach(25), "from 5 minutes before the mark");
        good(25);
        assertEquals(35, reach(30));
        good(30);
        assertEquals(Optional.of(at(30)), window.mark());
        assertEquals(10, reach(35));
    }

    @Test
    void troubleAnew_startsTheTenMinutesAnew() {
        settled(0);
        window.trouble();
        good(10);
        window.trouble();
        good(20);
        good(25);
        assertEquals(Optional.of(at(0)), window.mark());
        good(30);
        assertEquals(Optional.of(at(30)), window.mark());
    }

    @Test
    void whatWasNotAccepted_isAskedForAgain() {
        settled(0);
        for (int minute = 5; minute <= 60; minute += 5) assertTrue(window.wentWell(at(minute)));
        assertEquals(65, reach(60));
    }

    @Test
    void noFurtherBackThanMaxWindow() {
        settled(0);
        int later = 30 * 24 * 60;
        assertEquals(7 * 24 * 60, reach(later));
    }

    @Test
    void aMarkInTheFuture_countsAsNone() {
        window = new SlurmWindow(TIMING, Optional.of(at(600)));
        assertEquals(10, reach(0));
        assertEquals(30, reach(20));
    }

    @Test
    void aWindowNoLongerThanTheCadence_overlapsAllTheSame() {
        var narrow =
                new JobsTiming(
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(5),
                        Duration.ofDays(7),
                        Duration.ofMinutes(25),
                        true);
        window = new SlurmWindow(narrow, Optional.of(at(0)));
        assertEquals(6, reach(5));
    }

    @Test
    void slicesHalveAfterTooMuch_notBelowAQuarterOfAnHour_untilItIsCaughtUpWith() {
        settled(0);
        assertEquals(Duration.ofHours(12), window.slice());
        window.tooMuch(Duration.ofHours(12));
        assertEquals(Duration.ofHours(6), window.slice());
        window.tooMuch(Duration.ofMinutes(50));
        assertEquals(Duration.ofMinutes(25), window.slice(), "half of what was asked for");
        for (int i = 0; i < 3; i++) window.tooMuch(window.slice());
        assertEquals(Duration.ofMinutes(15), window.slice());
        assertFalse(window.mark().isEmpty());
        window.accepted(at(60));
        assertEquals(Duration.ofHours(12), window.slice());
    }
}
