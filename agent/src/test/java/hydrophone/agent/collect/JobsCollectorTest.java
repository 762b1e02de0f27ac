package hydrophone.agent.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.machine.Commands.Ending;
import hydrophone.agent.slurm.SacctQuery.States;
import hydrophone.message.SlurmJob;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** A cadence of 5 minutes, a window of 10, and a Slurm that is simulated. */
class JobsCollectorTest {
    private static final Instant START = Instant.parse("2026-03-04T09:00:00Z");
    private static final Ending FAILED =
            new Ending(1, false, false, "sacct: error: slurm_persist_conn_open\nmore\n");

    @TempDir Path folder;

    private final Played feed = new Played();
    private Instant now = START;
    private final SimulatedSlurm slurm = new SimulatedSlurm(() -> now);
    private boolean delta = true;
    private String scontrol = "scontrol";
    private OptionalInt batch = OptionalInt.of(500);
    private JobsCollector collector;

    private final Clock clock =
            new Clock() {
                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return now;
                }
            };

    @BeforeEach
    void start() {
        collector =
                new JobsCollector(
                        new Origin("fox.no", "login-1"),
                        new JobsSettings("sacct", scontrol, true, States.ALL, batch),
                        new JobsTiming(
                                Duration.ofMinutes(5),
                                Duration.ofMinutes(10),
                                Duration.ofDays(7),
                                Duration.ofMinutes(25),
                                delta),
                        new WindowFile(folder, "fox.no", "master", "login-1"),
                        slurm,
                        clock);
    }

    private static Instant minute(int minute) {
        return START.plusSeconds(minute * 60L);
    }

    /** Observes; what it sent replaces what was sent before. */
    private List<SlurmJob> at(int minute) throws InterruptedException {
        now = minute(minute);
        feed.clear();
        slurm.calls.clear();
        collector.collect(now.atOffset(ZoneOffset.ofHours(1)), feed);
        return feed.records();
    }

    private Set<Long> ids(List<SlurmJob> jobs) {
        Set<Long> ids = new HashSet<>();
        for (SlurmJob job : jobs) ids.add(job.jobId());
        return ids;
    }

    private String mark() throws Exception {
        return Files.readString(folder.resolve("jobs-fox.no-master-login-1")).strip();
    }

    /** Twenty changes a cadence: ten jobs end, ten begin. */
    private void churn(int minute) {
        Instant before = minute(minute).minusSeconds(100);
        slurm.jobs.values().stream()
                .filter(job -> job.end.equals(Instant.MAX))
                .limit(10)
                .toList()
                .forEach(job -> job.ends(before, "COMPLETED"));
        for (int i = 0; i < 10; i++) slurm.add(10_000 + minute * 100 + i, before);
    }

    @Test
    void of5000Jobs_whatChangesIsSent_andNoRunningOneIsUnsentFor30Minutes() throws Exception {
        for (long id = 1; id <= 5000; id++) slurm.add(id, START.minusSeconds(6000));
        assertEquals(5000, at(0).size());
        Map<Long, Integer> sentAt = new HashMap<>();
        for (long id = 1; id <= 5000; id++) sentAt.put(id, 0);
        int records = 5000;
        for (int minute = 5; minute <= 60; minute += 5) {
            churn(minute);
            List<SlurmJob> sent = at(minute);
            if (minute == 5) assertEquals(20, sent.size());
            records += sent.size();
            for (SlurmJob job : sent) sentAt.put(job.jobId(), minute);
            for (SimulatedSlurm.Job job : slurm.jobs.values()) {
                if (!job.state.equals("RUNNING")) continue;
                int next = minute + 5;
                assertTrue(next - sentAt.getOrDefault(job.id, -99) <= 30, job.id + " at " + minute);
            }
        }
        int floor = 5000 + 12 * 20 + 2 * 5000;
        assertTrue(records <= floor, records + " records, floor " + floor);
        System.out.println("JobsCollectorTest: " + records + " records in an hour, floor " + floor);
    }

    @Test
    void everyEndIsSent_withItsLastState() throws Exception {
        SimulatedSlurm.Job job = slurm.add(1, START.minusSeconds(60));
        assertEquals("RUNNING", at(0).getFirst().jobState());
        job.ends(minute(3), "NODE_FAIL");
        assertEquals("NODE_FAIL", at(5).getFirst().jobState());
        assertEquals(List.of(), at(10));
        assertEquals(List.of(0), feed.sizes(), "a heartbeat");
    }

    @Test
    void afterALoss_everythingIsSentAgain() throws Exception {
        for (long id = 1; id <= 100; id++) slurm.add(id, START);
        at(0);
        feed.fate = Receipt::lost;
        assertEquals(0, at(5).size());
        feed.fate = Receipt::accepted;
        assertEquals(100, at(10).size());
        assertEquals(0, at(15).size());
    }

    @Test
    void everySixHours_andAfterARestart_everythingIsSentAgain() throws Exception {
        for (long id = 1; id <= 10; id++) slurm.add(id, START).state = "RUNNING";
        for (int minute = 0; minute < 360; minute += 5) at(minute);
        SimulatedSlurm.Job ended = slurm.add(11, minute(350));
        ended.ends(minute(353), "COMPLETED");
        assertTrue(ids(at(355)).contains(11L));
        assertEquals(11, at(360).size(), "also what has ended");
        assertEquals(0, at(365).size());
        start();
        assertEquals(10, at(370).size());
    }

    @Test
    void withoutDeltaCoding_everythingIsSentEachTime() throws Exception {
        delta = false;
        start();
        for (long id = 1; id <= 10; id++) slurm.add(id, START);
        for (int minute = 0; minute <= 20; minute += 5) assertEquals(10, at(minute).size());
    }

    /**
     * slurmdbd is away at three points; a job that ends meanwhile reaches it nine minutes after it
     * is back.
     */
    @Test
    void anOutageOfSlurmdbd_losesNoJob_alsoNoneThatReachesItLate() throws Exception {
        for (int minute = 0; minute <= 20; minute += 5) at(minute);
        assertEquals(minute(20).toString(), mark());
        SimulatedSlurm.Job job = slurm.add(1, minute(22));
        job.ends(minute(24), "COMPLETED");
        job.knownFrom = minute(49);
        slurm.sacctEnds = FAILED;
        for (int minute = 25; minute <= 35; minute += 5) {
            assertEquals(List.of(), at(minute));
            assertEquals(List.of(), feed.sizes(), "no heartbeat");
            assertEquals(
                    List.of("sacct: exit status 1: sacct: error: slurm_persist_conn_open"),
                    feed.troubles);
        }
        slurm.sacctEnds = new Ending(0, false, false, "sacct: warning of no matter");
        Set<Long> seen = new HashSet<>();
        for (int minute = 40; minute <= 60; minute += 5) seen.addAll(ids(at(minute)));
        assertEquals(Set.of(1L), seen);
        assertEquals(minute(60).toString(), mark());
        assertEquals(List.of("now-10minutes now+3650days"), slurm.spans());
    }

    @Test
    void whileScontrolFails_jobsAreSentWithSacctsOwnRequest_andTheMarkStays() throws Exception {
        for (int minute = 0; minute <= 20; minute += 5) at(minute);
        slurm.add(1, minute(22));
        slurm.scontrolEnds = new Ending(1, false, false, "slurm_load_jobs error: timeout");
        assertEquals("cpu=9", at(25).getFirst().requestedResources());
        assertEquals(
                List.of("scontrol: exit status 1: slurm_load_jobs error: timeout"), feed.troubles);
        assertEquals(minute(20).toString(), mark());
        slurm.scontrolEnds = new Ending(0, false, false, "");
        assertEquals("cpu=1,mem=1G", at(30).getFirst().requestedResources());
        at(35);
        assertEquals(minute(20).toString(), mark());
        at(40);
        assertEquals(minute(40).toString(), mark());
    }

    @Test
    void whatScontrolHasForgotten_isNoChange() throws Exception {
        slurm.add(1, START).ends(minute(1), "COMPLETED");
        assertEquals(1, at(5).size());
        slurm.scontrolKnows = false;
        assertEquals(0, at(10).size());
    }

    @Test
    void aRestart_reachesBackToTheMark() throws Exception {
        for (int minute = 0; minute <= 20; minute += 5) at(minute);
        slurm.add(1, minute(10)).ends(minute(30), "FAILED");
        start();
        assertEquals(Set.of(1L), ids(at(300)));
        assertEquals(List.of("now-285minutes now+3650days"), slurm.spans());
    }

    @Test
    void whatIsNotAcknowledged_movesNoMark() throws Exception {
        for (int minute = 0; minute <= 20; minute += 5) at(minute);
        feed.fate = _ -> {};
        at(25);
        at(30);
        assertEquals(minute(20).toString(), mark());
        start();
        at(35);
        assertEquals(List.of("now-20minutes now+3650days"), slurm.spans());
    }

    @Test
    void aLongOutage_isCaughtUpWithInSlices_eachShorterUntilSacctCanAnswer() throws Exception {
        for (int minute = 0; minute <= 20; minute += 5) at(minute);
        int away = 3 * 24 * 60;
        for (int id = 0; id < 72; id++) {
            slurm.add(id + 1, minute(20)).ends(minute(30 + id * 60), "COMPLETED");
        }
        slurm.longest = Duration.ofHours(4);
        start();
        Set<Long> seen = new HashSet<>();
        int troubles = 0;
        for (int minute = away; minute <= away + 40; minute += 5) {
            seen.addAll(ids(at(minute)));
            for (String trouble : feed.troubles) assertEquals("sacct: killed after 180 s", trouble);
            troubles += feed.troubles.size();
            if (minute == away + 10) assertGapless(minute);
        }
        assertEquals(1, troubles, "12 hours and 6 hours in one");
        assertEquals(72, seen.size());
        assertEquals(minute(away + 40).toString(), mark());
        assertEquals(List.of("now-10minutes now+3650days"), slurm.spans());
    }

    /** What cannot be had of two days ago hides nobody who runs now, nor the time between. */
    @Test
    void anOldSliceThatSacctRefuses_hidesNothingNewer() throws Exception {
        for (int minute = 0; minute <= 20; minute += 5) at(minute);
        int away = 2 * 24 * 60;
        slurm.add(1, minute(20)).ends(minute(30), "COMPLETED");
        slurm.add(2, minute(20)).ends(minute(away / 2), "COMPLETED");
        slurm.add(3, minute(away - 100));
        slurm.add(4, minute(20)).ends(minute(away - 600), "COMPLETED");
        slurm.refusesBefore = minute(25);
        start();
        assertEquals(Set.of(2L, 3L, 4L), ids(at(away)));
        assertEquals(1, feed.troubles.size(), feed.troubles.toString());
        assertEquals(minute(20).toString(), mark());
        slurm.refusesBefore = Instant.MIN;
        Set<Long> seen = new HashSet<>();
        for (int minute = away + 5; minute <= away + 20; minute += 5) seen.addAll(ids(at(minute)));
        assertEquals(Set.of(1L), seen);
        assertEquals(minute(away + 20).toString(), mark());
    }

    /** While nothing is answered nobody knows that a slice is too long. */
    @Test
    void aLongOutageOfSlurmdbd_makesNoSliceShorter() throws Exception {
        for (int minute = 0; minute <= 20; minute += 5) at(minute);
        int away = 2 * 24 * 60;
        slurm.sacctEnds = FAILED;
        for (int minute = away; minute < away + 30; minute += 5) at(minute);
        slurm.sacctEnds = new Ending(0, false, false, "");
        at(away + 30);
        assertEquals(5, slurm.spans().size(), slurm.spans().toString());
        assertEquals(List.of(), feed.troubles);
    }

    /** slurmdbd's MaxQueryTimeRange. */
    @Test
    void whereTheFutureMayNotBeAskedFor_whatWaitsForATimeIsAskedForByNumber() throws Exception {
        slurm.refusesTheFuture = true;
        slurm.add(1, START.minusSeconds(60));
        SimulatedSlurm.Job waits = slurm.add(2, START.minusSeconds(60));
        waits.state = "PENDING";
        waits.begin = minute(600);
        assertEquals(Set.of(1L, 2L), ids(at(0)));
        assertEquals(List.of(), feed.troubles);
        at(5);
        assertTrue(slurm.spans().getFirst().endsWith("minutes now"), slurm.spans().toString());
    }

    /** slurmctld told slurmdbd of its end only now. */
    @Test
    void aJobThatEndedBeforeTheWindow_andWasToldOfAsRunning_isAskedForByNumber() throws Exception {
        SimulatedSlurm.Job job = slurm.add(1, START.minusSeconds(60));
        slurm.add(2, START.minusSeconds(60));
        for (int minute = 0; minute <= 40; minute += 5) at(minute);
        job.ends(minute(12), "COMPLETED");
        List<SlurmJob> sent = at(45);
        assertEquals(Set.of(1L), ids(sent));
        assertEquals("COMPLETED", sent.getFirst().jobState());
        at(50);
        assertTrue(slurm.calls.stream().noneMatch(c -> c.contains("-j")));
    }

    /** The slices leave no minute out, from before the mark to now. */
    private void assertGapless(int minute) {
        List<String> spans = slurm.spans();
        assertEquals(25, spans.size(), spans.toString());
        long reached = minute - 15L;
        for (String span : spans) {
            String[] words = span.split(" ", -1);
            long from = Long.parseLong(words[0].replaceAll("\\D", ""));
            assertTrue(from >= reached, span);
            reached =
                    words[1].equals("now+3650days")
                            ? 0
                            : Long.parseLong(words[1].replaceAll("\\D", ""));
        }
        assertEquals(0, reached);
        for (List<String> call : slurm.calls) {
            boolean last = call.contains("now+3650days");
            assertTrue(!call.contains("-s") || last == call.toString().contains("PENDING"));
        }
    }

    @Test
    void aJobThatEndsBetweenTwoSlices_isSentOnceInASnapshot() throws Exception {
        for (int minute = 0; minute <= 20; minute += 5) at(minute);
        start();
        slurm.add(1, minute(20)).ends(minute(30), "FAILED");
        slurm.add(2, minute(2000));
        List<SlurmJob> sent = at(2880);
        assertEquals(2, sent.size());
        assertTrue(slurm.calls.size() > 4);
        assertEquals(1, feed.jobs().stream().map(part -> part.time()).distinct().count());
    }

    @Test
    void jobsThatAreNotEligible_areAskedForByNumber_500AtOnce() throws Exception {
        for (long id = 1; id <= 1100; id++) {
            SimulatedSlurm.Job job = slurm.add(id, START);
            job.state = "PENDING";
            job.eligible = false;
        }
        assertEquals(1100, at(0).size());
        List<String> lists =
                slurm.calls.stream()
                        .filter(c -> c.contains("-j"))
                        .map(c -> SimulatedSlurm.after(c, "-j"))
                        .toList();
        assertEquals(3, lists.size());
        assertEquals(500, lists.getFirst().split(",").length);
        assertEquals(0, at(5).size());
    }

    @Test
    void whatCannotBeRead_isCounted_andThreeAreShown() throws Exception {
        slurm.add(1, START);
        slurm.garbage = "one\ntwo\nthree\u001b[31m\nfour\n";
        assertEquals(1, at(0).size());
        assertEquals(1, feed.troubles.size());
        String trouble = feed.troubles.getFirst();
        assertTrue(trouble.startsWith("sacct: "), trouble);
        assertTrue(trouble.contains("unreadable: "), trouble);
        assertFalse(trouble.contains("\u001b") || trouble.contains("\n"), trouble);
    }

    /** A script in sacct's place may end well whatever it printed. */
    @ParameterizedTest
    @ValueSource(ints = {7, 100})
    void outputThatIsNoneOfSaccts_orTorn_movesNoMark(int arrives) throws Exception {
        for (int minute = 0; minute <= 20; minute += 5) at(minute);
        slurm.add(1, minute(20)).ends(minute(30), "FAILED");
        slurm.garbage = arrives == 7 ? "garbage\nof all sorts\n" : "";
        slurm.most = arrives;
        for (int minute = 25; minute <= 120; minute += 5) {
            assertEquals(List.of(), at(minute));
            assertEquals(List.of(), feed.sizes(), "no heartbeat");
            assertEquals(2, feed.troubles.size(), feed.troubles.toString());
        }
        slurm.garbage = "";
        slurm.most = Integer.MAX_VALUE;
        assertEquals(Set.of(1L), ids(at(125)));
    }

    @Test
    void rowsBeforeAFailure_stand() throws Exception {
        slurm.add(1, START);
        slurm.sacctEnds = new Ending(-1, true, false, "");
        assertEquals(1, at(0).size());
        assertEquals(List.of("sacct: killed after 180 s"), feed.troubles);
        slurm.sacctEnds = new Ending(0, false, false, "");
        assertEquals(0, at(5).size(), "it arrived");
    }

    @Test
    void withoutScontrol_nothingIsAskedOfIt_andTheMarkMoves() throws Exception {
        scontrol = "";
        start();
        slurm.add(1, START);
        assertEquals("cpu=9", at(0).getFirst().requestedResources());
        for (int minute = 5; minute <= 10; minute += 5) at(minute);
        assertEquals(minute(10).toString(), mark());
        assertTrue(slurm.calls.stream().noneMatch(c -> c.getFirst().equals("scontrol")));
    }

    @Test
    void aProgramThatIsNotThere_isSaid() throws Exception {
        scontrol = "missing";
        start();
        slurm.add(1, START);
        assertEquals(1, at(0).size());
        assertEquals(
                List.of("scontrol: missing: cannot be started: no such program on the PATH"),
                feed.troubles);
    }

    /** Else each observation would ask for more and more, for as long as it is not there. */
    @Test
    void aScontrolThatIsNotThere_holdsNoMark() throws Exception {
        scontrol = "missing";
        start();
        for (int minute = 0; minute <= 20; minute += 5) at(minute);
        assertEquals(minute(20).toString(), mark());
    }

    @Test
    void anInterruption_leavesNothingToBelieve() throws Exception {
        for (long id = 1; id <= 10; id++) slurm.add(id, START);
        feed.fate =
                _ -> {
                    throw new IllegalStateException("an encoder that fails");
                };
        org.junit.jupiter.api.Assertions.assertThrows(IllegalStateException.class, () -> at(0));
        feed.fate = Receipt::accepted;
        assertEquals(10, at(5).size());
        for (int minute = 10; minute <= 15; minute += 5) at(minute);
        assertEquals(minute(15).toString(), mark());
    }
}
