package hydrophone.agent.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.config.Cadence;
import hydrophone.agent.daemon.Timetable.Due;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

final class TimetableTest {
    private static Instant at(String time) {
        return Instant.parse("2026-03-04T" + time + "Z");
    }

    private static Timetable from(String start) {
        return new Timetable(new Cadence(15), at(start));
    }

    @Test
    void start_onAPoint_waitsForTheNext() {
        Timetable times = from("09:15:00");
        assertEquals(Optional.empty(), times.due(at("09:15:00")));
        assertEquals(Optional.empty(), times.due(at("09:15:14.999")));
        assertEquals(Optional.of(new Due(at("09:15:15"), 0)), times.due(at("09:15:15.002")));
        assertEquals(Optional.empty(), times.due(at("09:15:15.003")));
    }

    @Test
    void stepForward_skipsAndCounts() {
        Timetable times = from("09:15:01");
        assertEquals(Optional.of(new Due(at("09:15:15"), 0)), times.due(at("09:15:15")));
        assertEquals(Optional.of(new Due(at("09:17:00"), 6)), times.due(at("09:17:03")));
    }

    @Test
    void late_byMoreThanHalfACadence_skipsThePointItself() {
        Timetable times = from("09:15:01");
        assertEquals(Optional.empty(), times.due(at("09:15:23")));
        assertEquals(Optional.of(new Due(at("09:15:30"), 1)), times.due(at("09:15:30")));
    }

    @Test
    void stepBack_repeatsNoPoint() {
        Timetable times = from("09:15:01");
        assertEquals(Optional.of(new Due(at("09:15:15"), 0)), times.due(at("09:15:15")));
        assertEquals(Optional.of(new Due(at("09:15:30"), 0)), times.due(at("09:15:30")));
        assertEquals(Optional.empty(), times.due(at("09:15:10")));
        assertEquals(Optional.empty(), times.due(at("09:15:15")));
        assertEquals(Optional.empty(), times.due(at("09:15:30")));
        assertEquals(Optional.of(new Due(at("09:15:45"), 2)), times.due(at("09:15:45")));
    }

    @Test
    void clockThatWasFarAhead_doesNotSilenceTheRealTime() {
        Timetable times = from("09:15:01");
        assertEquals(Optional.of(new Due(at("09:15:15"), 0)), times.due(at("09:15:15")));
        Instant wrong = Instant.parse("2027-03-04T09:15:30Z");
        assertTrue(times.due(wrong).isPresent());
        assertEquals(Optional.empty(), times.due(at("09:15:20")));
        assertEquals(at("09:15:30"), times.due(at("09:15:30")).orElseThrow().point());
    }

    @Test
    void wait_isUntilTheNextPoint() {
        assertEquals(Duration.ofMillis(4500), from("09:15:00").wait(at("09:15:10.5")));
    }

    @Test
    void wanderingClock_noPointTwice_everyPointOnTheGrid() {
        long seed = System.nanoTime();
        System.out.println("TimetableTest seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        Cadence cadence = new Cadence(15);
        Instant now = at("09:00:00");
        Timetable times = new Timetable(cadence, now);
        List<Instant> given = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            boolean step = random.nextInt(100) == 0;
            now = now.plusMillis(step ? random.nextLong(-100_000, 100_000) : random.nextLong(2000));
            times.due(now).map(Due::point).ifPresent(given::add);
        }
        assertEquals(given.size(), new HashSet<>(given).size());
        assertTrue(given.size() > 100, "only " + given.size());
        assertTrue(given.stream().allMatch(p -> p.equals(cadence.atOrBefore(p))));
    }
}
