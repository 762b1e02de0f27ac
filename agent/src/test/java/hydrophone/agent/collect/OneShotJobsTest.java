package hydrophone.agent.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.machine.Commands.Ending;
import hydrophone.agent.slurm.SacctQuery.States;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalInt;

class OneShotJobsTest {
    private final Played feed = new Played();
    private final SimulatedSlurm slurm = new SimulatedSlurm(() -> Machines.NOW.toInstant());

    private void collect(JobSpan span, boolean deluge) throws Exception {
        var settings = new JobsSettings("sacct", "scontrol", deluge, States.ALL, OptionalInt.of(3));
        new OneShotJobs(new Origin("", "login-1"), settings, span, slurm, ZoneOffset.UTC)
                .collect(Machines.NOW, feed);
    }

    @Test
    void itAsksOnceAboutTheMinutesGiven() throws Exception {
        slurm.add(1, Machines.NOW.toInstant()).ends(Machines.NOW.toInstant(), "COMPLETED");
        collect(JobSpan.minutes(90, false), false);
        assertEquals(List.of("now-90minutes now"), slurm.spans());
        assertEquals("cpu=1,mem=1G", feed.records().getFirst().requestedResources());
    }

    @Test
    void aDeluge_isAlsoWhatWaits() throws Exception {
        for (long id = 1; id <= 7; id++) slurm.add(id, Machines.NOW.toInstant());
        SimulatedSlurm.Job held = slurm.add(8, Machines.NOW.toInstant());
        held.state = "PENDING";
        held.eligible = false;
        collect(JobSpan.minutes(90, true), true);
        assertEquals(List.of("now-90minutes now+3650days"), slurm.spans());
        assertEquals(List.of(3, 3, 2), feed.sizes());
    }

    @Test
    void days_areSacctsToRead() throws Exception {
        collect(JobSpan.days("2026-03-01,2026-03-04"), false);
        assertEquals(List.of("2026-03-01 2026-03-04"), slurm.spans());
        assertEquals(List.of(0), feed.sizes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "2026-03-01",
                "2026-03-01,",
                "2026-03-01,now",
                "a-b-c,1-2-3",
                "1-2-3,1-2-3,1-2-3",
                ",",
                "1-2-3-4,1-2-3"
            })
    void aBadSpan_isAnError_beforeAnythingIsAsked(String span) {
        var error = assertThrows(CollectException.class, () -> collect(JobSpan.days(span), false));
        assertEquals(
                "Bad --span: " + span + "; expected two days: yyyy-mm-dd,yyyy-mm-dd",
                error.getMessage());
        assertEquals(List.of(), slurm.calls);
    }

    @Test
    void whenSacctFails_whatItSaidStands() throws Exception {
        slurm.add(1, Machines.NOW.toInstant()).ends(Machines.NOW.toInstant(), "COMPLETED");
        slurm.sacctEnds = new Ending(3, false, false, "");
        slurm.scontrolEnds = new Ending(1, false, false, "");
        var error =
                assertThrows(
                        CollectException.class, () -> collect(JobSpan.minutes(90, false), false));
        assertEquals("sacct: exit status 3", error.getMessage());
        assertEquals(List.of("scontrol: exit status 1"), feed.troubles);
        assertEquals(1, feed.records().size());
    }

    @Test
    void emptyProgram_isNotAsked() throws Exception {
        var settings = new JobsSettings("", "", true, States.ALL, OptionalInt.empty());
        var jobs =
                new OneShotJobs(
                        new Origin("", "n"),
                        settings,
                        JobSpan.minutes(90, true),
                        slurm,
                        ZoneOffset.UTC);
        jobs.collect(Machines.NOW, feed);
        assertEquals(List.of(0), feed.sizes());
        assertTrue(slurm.calls.isEmpty());
    }
}
