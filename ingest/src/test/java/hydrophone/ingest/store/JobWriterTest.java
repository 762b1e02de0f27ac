package hydrophone.ingest.store;

import static hydrophone.ingest.store.Json.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hydrophone.message.MessageType;
import hydrophone.testing.Seed;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

final class JobWriterTest {
    private static final String SUBMIT = "\"submit_time\":\"2026-03-04T08:00:00+01:00\"";
    private static final String AGAIN = "\"submit_time\":\"2026-03-04T12:00:00+01:00\"";

    private @TempDir Path folder;
    private StoreFixture to;

    @BeforeEach
    void open() {
        to = new StoreFixture(folder);
    }

    @AfterEach
    void close() {
        to.close();
    }

    private Outcome write(String json) {
        return to.write(MessageType.JOB, json);
    }

    private static String job(String members) {
        return "{\"job_id\":7,%s}".formatted(members);
    }

    private static String at(int hour) {
        return "2026-03-04T%02d:00:00+01:00".formatted(hour);
    }

    @Test
    void valuesSaidAtOneTime_theGreaterCounts() {
        try (StoreFixture to = new StoreFixture(folder.resolve("tie"))) {
            for (int cpus : new int[] {4, 10, 9}) {
                String job =
                        "{\"job_id\":1,\"submit_time\":\"2026-03-04T08:00:00Z\",\"requested_cpus\":"
                                + cpus
                                + "}";
                to.write(MessageType.JOB, jobs("2026-03-04T09:00:00Z", job));
            }
            assertEquals("10", to.query("SELECT req_cpus FROM slurm_job"));
        }
    }

    @Test
    void newerRecordWins_absentMembersStay_olderOnlyFills() {
        write(
                jobs(
                        at(10),
                        job(
                                SUBMIT
                                        + ",\"job_state\":\"RUNNING\",\"job_name\":\"a\",\"account\":\"ec1\"")));
        write(jobs(at(11), job(SUBMIT + ",\"job_state\":\"COMPLETED\"")));
        write(
                jobs(
                        at(9),
                        job(
                                SUBMIT
                                        + ",\"job_state\":\"PENDING\",\"job_name\":\"old\",\"partition\":\"p\"")));
        assertEquals(
                "COMPLETED a ec1 p",
                to.query("SELECT state, name, account, partition_name FROM slurm_job"));
        assertEquals("7200", to.query("SELECT seen - first_seen FROM slurm_job"));
    }

    @Test
    void threeRecords_anyOrder_sameRow() {
        List<String> said =
                new ArrayList<>(
                        List.of(
                                jobs(
                                        at(9),
                                        job(SUBMIT + ",\"job_name\":\"one\",\"requested_cpus\":1")),
                                jobs(
                                        at(10),
                                        job(SUBMIT + ",\"job_name\":\"two\",\"account\":\"x\"")),
                                jobs(at(11), job(SUBMIT + ",\"requested_cpus\":3"))));
        said.forEach(this::write);
        assertEquals("two 3 x", to.query("SELECT name, req_cpus, account FROM slurm_job"));
        // Latest first: "one" must not stay because the row was seen later than both.
        try (StoreFixture other = new StoreFixture(folder.resolve("other"))) {
            for (int i : new int[] {2, 0, 1}) other.write(MessageType.JOB, said.get(i));
            assertEquals("two 3 x", other.query("SELECT name, req_cpus, account FROM slurm_job"));
        }
    }

    @Test
    void unlimited_isMinusOne_unsetIsNull_stateIsTheWordAlone() {
        write(jobs(at(10), job(SUBMIT + ",\"time_limit\":1,\"job_state\":\"CANCELLED by 12\"")));
        write(jobs(at(10), "{\"job_id\":8," + SUBMIT + ",\"time_limit\":3602,\"priority\":2}"));
        assertEquals(
                "-1 null CANCELLED\n3600 0 ",
                to.query("SELECT time_limit_s, priority, state FROM slurm_job ORDER BY job_id"));
    }

    @Test
    void stateLog_keepsTheEarliestTime() {
        for (int hour : new int[] {11, 9, 10}) {
            write(jobs(at(hour), job(SUBMIT + ",\"job_state\":\"RUNNING\"")));
        }
        write(jobs(at(12), job(SUBMIT + ",\"job_state\":\"COMPLETED\"")));
        assertEquals(
                "RUNNING 9\nCOMPLETED 12",
                to.query(
                        "SELECT state, strftime('%H', t, 'unixepoch', '+1 hour') + 0 FROM"
                                + " slurm_job_state ORDER BY t"));
    }

    @Test
    void steps_belongToTheRunThatHoldsTheirTime_whateverComesFirst() {
        String run1 = jobs(at(9), job(SUBMIT));
        String run2 = jobs(at(13), job(AGAIN));
        String step1 =
                jobs(
                        at(9),
                        job(
                                "\"job_step\":\"0\",\"start_time\":\"2026-03-04T08:30:00+01:00\",\"job_state\":\"RUNNING\""));
        String step2 =
                jobs(
                        at(13),
                        job("\"job_step\":\"0\",\"start_time\":\"2026-03-04T12:30:00+01:00\""));
        List<String> all = new ArrayList<>(List.of(run1, run2, step1, step2));
        Random random = new Random(Seed.random("JobWriterTest").nextLong());
        for (int i = 0; i < 8; i++) {
            Collections.shuffle(all, random);
            try (StoreFixture store = new StoreFixture(folder.resolve("s" + i))) {
                for (String message : all) store.write(MessageType.JOB, message);
                assertEquals(
                        "08 08\n12 12",
                        store.query(
                                "SELECT strftime('%H', submit_t, 'unixepoch', '+1 hour'),"
                                        + " strftime('%H', step_start_t, 'unixepoch', '+1 hour')"
                                        + " FROM slurm_job WHERE step <> '' ORDER BY submit_t"));
                assertEquals(
                        "08",
                        store.query(
                                "SELECT strftime('%H', submit_t, 'unixepoch', '+1 hour') FROM"
                                        + " slurm_job_state"));
            }
        }
    }

    @Test
    void stepsOfTheSecondOfARequeue_areOfTheRunBefore_whateverComesFirst() {
        String first = jobs(at(9), job("\"submit_time\":\"2026-03-04T11:59:59+01:00\""));
        String requeued = jobs(at(13), job(AGAIN));
        String step =
                jobs(at(13), job("\"job_step\":\"batch\"," + AGAIN.replace("submit", "start")));
        List<String> all = new ArrayList<>(List.of(first, requeued, step));
        for (int i = 0; i < 6; i++) {
            try (StoreFixture store = new StoreFixture(folder.resolve("r" + i))) {
                for (String message : all) store.write(MessageType.JOB, message);
                assertEquals(
                        "1",
                        store.query(
                                "SELECT step_start_t - submit_t FROM slurm_job WHERE step <> ''"));
            }
            Collections.rotate(all, 1);
            if (i == 2) Collections.swap(all, 0, 1);
        }
    }

    @Test
    void stepThatStartsInTheSecondOfTheOnlySubmission_isOfThatRun() {
        String step = job("\"job_step\":\"batch\"," + SUBMIT.replace("submit", "start"));
        write(jobs(at(10), step));
        write(jobs(at(10), job(SUBMIT)));
        assertEquals(
                "0", to.query("SELECT step_start_t - submit_t FROM slurm_job WHERE step <> ''"));
    }

    @Test
    void twoRecordsOfOneKeyInAMessage_merge() {
        write(
                jobs(
                        at(10),
                        job(SUBMIT + ",\"job_name\":\"a\""),
                        job(SUBMIT + ",\"account\":\"b\"")));
        assertEquals("a b", to.query("SELECT name, account FROM slurm_job"));
    }

    @Test
    void batchesOfOneSnapshot_shareTheirTime_andHeartbeatsAreKept() {
        write(jobs(at(10), job(SUBMIT)));
        write(jobs(at(10), "{\"job_id\":8," + SUBMIT + "}"));
        assertEquals(Outcome.STORED, write(jobs(at(11))));
        assertEquals(Outcome.REPEATED, write(jobs(at(11))));
        assertEquals("1\n1\n0", to.query("SELECT jobs FROM job_batch ORDER BY t"));
    }
}
