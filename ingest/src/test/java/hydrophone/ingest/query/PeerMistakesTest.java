package hydrophone.ingest.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import hydrophone.ingest.query.StoreFixture.Proc;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Mistakes that other back-ends make with the same data, one test each; small enough for paper. */
class PeerMistakesTest {
    private static final long T = 1_700_000_100;
    private static final long CAD = 300;

    @TempDir Path dir;

    private final Proc shell = new Proc("c1-1", 42, 0, "anna", 100, 1, "bash");
    private final Proc work = new Proc("c1-1", 42, 0, "anna", 101, 100, "work");

    private Map<String, @Nullable Object> job() throws Exception {
        return Ask.rows(dir, "jobs", T + 3600, Map.of(Filter.JOB, "42")).get(0);
    }

    @Test
    void cpuTime_isTheRiseOfTheCounterNotItsSumOverSamples() throws Exception {
        try (StoreFixture store = new StoreFixture(dir)) {
            for (int i = 0; i < 4; i++) {
                store.sample("c1-1", T + i * CAD, null)
                        .seen(shell, T + i * CAD, 0, 1000 + 30L * i, 5);
            }
            store.totals();
        }
        assertEquals(90.0, job().get("cpu_time_s"));
        assertEquals(10.0, job().get("cpu_avg_pct"));
    }

    @Test
    void readAndWritten_areRatesOfTheRiseNotSumsOfTheCounter() throws Exception {
        try (StoreFixture store = new StoreFixture(dir)) {
            for (int i = 0; i < 3; i++) {
                store.sample("c1-1", T + i * CAD, null)
                        .seen(shell, T + i * CAD, 0, 1000 + 30L * i, 5);
            }
            store.totals();
        }
        List<Map<String, @Nullable Object>> rows =
                Ask.rows(dir, "profile", T + 3600, Map.of(Filter.JOB, "42"));
        assertNull(rows.get(0).get("read_kib_s"));
        assertEquals(1.0, rows.get(1).get("read_kib_s"));
        assertEquals(0.4, rows.get(2).get("written_kib_s"));
    }

    @Test
    void bootTime_isTheNodes() throws Exception {
        try (StoreFixture store = new StoreFixture(dir)) {
            store.sample("c1-1", T, 300_000).system("c1-1", T, T - 86_400, 1024, "[1,2]");
        }
        Map<String, @Nullable Object> node = Ask.rows(dir, "nodes", T + 9, Map.of()).get(0);
        assertEquals(T - 86_400, node.get("boot_time"));
        assertEquals(86_400L, node.get("up_s"));
    }

    @Test
    void cpuAverage_weighsByTimeNotByRecord() throws Exception {
        // 100 s at 400 %, then 900 s at 0 %: 40 %, where the mean of two records would say 200 %.
        try (StoreFixture store = new StoreFixture(dir)) {
            store.sample("c1-1", T, 100).seen(shell, T, 0, 0, 5);
            store.sample("c1-1", T + 100, 100_000).seen(shell, T + 100, 400, 400, 5);
            store.sample("c1-1", T + 1000, 900_000).seen(shell, T + 1000, 0, 400, 5);
            store.totals();
        }
        assertEquals(400.0, job().get("cpu_time_s"));
        assertEquals(40.0, job().get("cpu_avg_pct"));
    }

    @Test
    void rolledUpRow_thatLosesAMemberCountsNothingAndDoesNotWrap() throws Exception {
        Proc rollup = new Proc("c1-1", 42, 0, "anna", 0, 100, "make");
        try (StoreFixture store = new StoreFixture(dir)) {
            store.sample("c1-1", T, null).seen(rollup, T, 0, 50, 5, 3);
            store.sample("c1-1", T + 300, null).seen(rollup, T + 300, 0, 20, 5, 2);
            store.sample("c1-1", T + 600, null).seen(rollup, T + 600, 0, 27, 5, 2);
            store.totals();
        }
        assertEquals(7.0, job().get("cpu_time_s"));
    }

    @Test
    void reapedChild_isNotCountedAgainInItsParent() throws Exception {
        try (StoreFixture store = new StoreFixture(dir)) {
            store.sample("c1-1", T, null).seen(shell, T, 0, 1, 5);
            store.sample("c1-1", T + 300, null).seen(shell, T + 300, 0, 1, 5);
            store.seen(work, T + 300, 0, 200, 5);
            // The child ends after 250 s of work; its parent reaps them.
            store.sample("c1-1", T + 600, null).seen(shell, T + 600, 0, 251, 5);
            store.totals();
        }
        assertEquals(250.0, job().get("cpu_time_s"));
    }

    @Test
    void reapedGrandchild_thatEndsWithItsParentIsTakenOffTheNextAncestor() throws Exception {
        Proc leaf = new Proc("c1-1", 42, 0, "anna", 102, 101, "leaf");
        try (StoreFixture store = new StoreFixture(dir)) {
            store.sample("c1-1", T, null).seen(shell, T, 0, 0, 5);
            store.sample("c1-1", T + 300, null).seen(shell, T + 300, 0, 0, 5);
            store.seen(work, T + 300, 0, 10, 5).seen(leaf, T + 300, 0, 100, 5);
            store.sample("c1-1", T + 600, null).seen(shell, T + 600, 0, 130, 5);
            store.totals();
        }
        assertEquals(130.0, job().get("cpu_time_s"));
    }

    @Test
    void reusedPid_opensANewLifeAndDropsNoSample() throws Exception {
        try (StoreFixture store = new StoreFixture(dir)) {
            store.sample("c1-1", T, null).seen(shell, T, 0, 500, 5);
            store.sample("c1-1", T + 300, null).seen(shell, T + 300, 0, 600, 5);
            store.sample("c1-1", T + 600, null).seen(shell, T + 600, 0, 40, 5);
            store.sample("c1-1", T + 900, null).seen(shell, T + 900, 0, 60, 5);
            store.totals();
        }
        assertEquals(100.0 + 40 + 20, job().get("cpu_time_s"));
    }

    @Test
    void running_isJudgedByTheNodesLastSampleNotByTheWindow() throws Exception {
        try (StoreFixture store = new StoreFixture(dir)) {
            store.sample("c1-1", T, 300_000).seen(shell, T, 10, 1, 5);
            store.sample("c1-1", T + 300, 300_000);
            store.sample("c1-2", T + 300, 300_000);
            store.seen(new Proc("c1-2", 43, 0, "anna", 7, 1, "x"), T + 300, 10, 1, 5).totals();
        }
        assertEquals("ended", job().get("state"));
        Map<Filter, String> other = Map.of(Filter.JOB, "43");
        assertEquals("running", Ask.rows(dir, "jobs", T + 3600, other).get(0).get("state"));
    }

    @Test
    void numberOfOneBoot_isAnotherJobOnAnotherNodeAndBoot() throws Exception {
        try (StoreFixture store = new StoreFixture(dir)) {
            store.sample("c1-1", T, 300_000);
            store.seen(new Proc("c1-1", 42, 9, "anna", 7, 1, "x"), T, 10, 1, 5);
            store.seen(new Proc("c1-1", 42, 8, "anna", 7, 1, "x"), T, 10, 1, 5);
            store.sample("c1-2", T, 300_000);
            store.seen(new Proc("c1-2", 42, 9, "anna", 7, 1, "x"), T, 10, 1, 5).totals();
        }
        assertEquals(3, Ask.rows(dir, "jobs", T + 60, Map.of(Filter.JOB, "42")).size());
    }

    @Test
    void jobIds_areNotCutTo32Bits() throws Exception {
        long id = (1L << 40) + 42;
        try (StoreFixture store = new StoreFixture(dir)) {
            store.sample("c1-1", T, 300_000);
            store.seen(new Proc("c1-1", id, 0, "anna", 7, 1, "x"), T, 10, 1, 5).totals();
        }
        assertEquals(0, Ask.rows(dir, "jobs", T + 60, Map.of(Filter.JOB, "42")).size());
        Map<Filter, String> whole = Map.of(Filter.JOB, Long.toString(id));
        assertEquals(id, Ask.rows(dir, "jobs", T + 60, whole).get(0).get("job_id"));
    }

    @Test
    void pendingJob_withoutProcessesIsListed() throws Exception {
        try (StoreFixture store = new StoreFixture(dir)) {
            store.sample("c1-1", T, 300_000);
            store.sql(
                    "INSERT INTO slurm_job (job_id, submit_t, step, step_start_t, first_seen, seen,"
                            + " state) VALUES (77, ?, '', 0, ?, ?, 'PENDING')",
                    T - 60,
                    T,
                    T);
        }
        Map<String, @Nullable Object> job = Ask.rows(dir, "jobs", T + 60, Map.of()).get(0);
        assertEquals("PENDING", job.get("state"));
    }
}
