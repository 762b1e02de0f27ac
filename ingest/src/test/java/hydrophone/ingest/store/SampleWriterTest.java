package hydrophone.ingest.store;

import static hydrophone.ingest.store.Json.job;
import static hydrophone.ingest.store.Json.process;
import static hydrophone.ingest.store.Json.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hydrophone.message.MessageType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

final class SampleWriterTest {
    private static final String T1 = "2026-03-04T10:00:00+01:00";
    private static final String T2 = "2026-03-04T10:05:00+01:00";
    private static final String SPANS =
            "SELECT job_id, epoch, last_t - first_t, samples, cpu_ms, no_interval, cpu_util_max_m,"
                    + " rss_max_kb, procs_max FROM job_node ORDER BY job_id, epoch";

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
        return to.write(MessageType.SAMPLE, json);
    }

    @Test
    void sameMessageAgain_changesNothing() {
        String sample =
                sample(
                        "n1",
                        T1,
                        "run=r,seq=1,interval=300",
                        job(7, "anna", 0, process(10, 50, 100)));
        assertEquals(Outcome.STORED, write(sample));
        String before = StoreDump.content(folder);
        assertEquals(Outcome.REPEATED, write(sample));
        assertEquals(
                Outcome.REPEATED, write(sample + "\n"), "a newline at the end is no other content");
        assertEquals(before, StoreDump.content(folder));
    }

    @Test
    void otherContentUnderTheSameKey_firstStays_secondIsDeadLetter_once() {
        write(sample("n1", T1, "run=r,seq=1", job(7, "anna", 0, process(10, 50, 100))));
        String other = sample("n1", T1, "run=r,seq=2", job(7, "anna", 0, process(10, 99, 999)));
        assertEquals(Outcome.DEAD_LETTER, write(other));
        assertEquals(Outcome.REPEATED, write(other));
        assertEquals("50000", to.query("SELECT cpu_util_m FROM proc_open"));
        assertEquals("conflict 1", to.query("SELECT reason, off FROM dead_letter"));
        assertEquals(
                "1 2 2",
                to.query("SELECT first_seq, last_seq, n FROM run"),
                "it came, so it is not missing");
    }

    @Test
    void jobSums_addOverSamples_inAnyOrder() {
        write(sample("n1", T2, "interval=300", job(7, "anna", 0, process(10, 20, 50))));
        write(
                sample(
                        "n1",
                        T1,
                        "interval=300",
                        job(7, "anna", 0, process(10, 50, 100), process(11, 150, 200))));
        // 200 % x 300 s + 20 % x 300 s
        assertEquals("7 0 300 2 660000 0 200000 300 2", to.query(SPANS));
    }

    @Test
    void whatWasTakenBack_isNotCountedWithWhatComesNext() {
        String first = sample("n1", T1, "interval=300", job(7, "anna", 0, process(10, 50, 100)));
        byte[] json = first.getBytes(StandardCharsets.UTF_8);
        var message = StoreFixture.accepted(MessageType.SAMPLE, json, 1);
        assertThrows(
                IllegalStateException.class,
                () ->
                        to.store.inTransaction(transaction -> {
                            transaction.write(message);
                            throw new IllegalStateException("taken back");
                        }));
        write(sample("n1", T2, "interval=300", job(7, "anna", 0, process(10, 20, 50))));
        assertEquals("7 0 0 1 60000 0 20000 50 1", to.query(SPANS));
    }

    @Test
    void jobInSeveralElements_countsOnceASample() {
        write(
                sample(
                        "n1",
                        T1,
                        "interval=300",
                        job(0, "anna", 9, process(10, 50, 1))
                                + ","
                                + job(0, "anna", 9, process(11, 25, 2))));
        assertEquals("0 9 0 1 225000 0 75000 3 2", to.query(SPANS));
        assertEquals("2", to.query("SELECT njob FROM node_sample"));
    }

    @Test
    void withoutInterval_cpuTimeIsLeftToTheQuery() {
        write(sample("n1", T1, "", job(7, "anna", 0, process(10, 50, 100))));
        assertEquals("7 0 0 1 0 1 50000 100 1", to.query(SPANS));
        assertEquals("null", to.query("SELECT interval_ms FROM node_sample"));
    }

    @Test
    void senselessInterval_isNoInterval_andRemarked() {
        write(sample("n1", T1, "interval=-3", ""));
        assertEquals("null", to.query("SELECT interval_ms FROM node_sample"));
        assertEquals(
                "meta.attrs interval: expected seconds above 0, ignored",
                to.query("SELECT detail FROM anomaly"));
    }

    @Test
    void hugeFigures_saturateInsteadOfBecomingReals() {
        String huge =
                "{\"cmd\":\"x\",\"pid\":1,\"resident_memory\":18446744073709551615,\"cpu_util\":1e300}";
        write(sample("n1", T1, "interval=300", job(7, "anna", 0, huge, huge)));
        write(sample("n1", T2, "interval=300", job(7, "anna", 0, huge, huge)));
        assertEquals(
                "integer integer integer",
                to.query(
                        "SELECT typeof(cpu_ms), typeof(rss_max_kb), typeof(cpu_util_max_m) FROM"
                                + " job_node"));
        assertEquals("9223372036854775807", to.query("SELECT rss_max_kb FROM job_node"));
        write(sample("n2", T1, "interval=300", job(7, "anna", 0, huge)));
        assertEquals(
                "2 9223372036854775807", to.query("SELECT node_count, rss_peak_kib FROM v_job"));
    }

    @Test
    void processThatStays_hasOneRowOfIdentity() {
        write(sample("n1", T1, "", job(7, "anna", 0, process(10, 50, 100))));
        write(sample("n1", T2, "", job(7, "anna", 0, process(10, 60, 100))));
        assertEquals("1 2", to.query("SELECT count(DISTINCT proc_id), count(*) FROM proc_open"));
    }

    @Test
    void threads_areAllOfThem_andRunsAreCountedOnce() {
        write(sample("n1", T1, "run=r,seq=3", job(7, "anna", 0, process(10, 50, 100))));
        write(sample("n1", T2, "run=r,seq=5", ""));
        assertEquals("4", to.query("SELECT threads FROM proc_open"));
        assertEquals("3 5 2", to.query("SELECT first_seq, last_seq, n FROM run"));
    }

    /** An agent says which of its messages it has lost, by type and run. */
    private static String report(String lost) {
        return """
        {"meta":{"producer":"hydrophone","version":"1.0.0","attrs":[{"key":"run","value":"now"},\
        {"key":"lost","value":"%s"}]},"errors":[{"detail":"spool: dropped","time":"%s",\
        "cluster":"fox.educloud.no","node":"login-1"}]}\
        """
                .formatted(lost, T1);
    }

    @Test
    void messagesThatTheirAgentHasLost_areMissing_thoughNothingOfTheirRunHasCome() {
        write(sample("login-1", T1, "run=b,seq=5", ""));
        write(report("a:1-10,b:1-4"));
        write(report("a:1-10,b:1-4"));
        String gaps = "SELECT run, first_seq, last_seq, received, missing FROM v_run_gap";
        assertEquals("a 1 10 0 10\nb 1 5 1 4", to.query(gaps));
        // One of them has come all the same.
        write(sample("login-1", T2, "run=a,seq=10", ""));
        assertEquals("a 1 10 1 9\nb 1 5 1 4", to.query(gaps));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a:2-1", "a:0-1", "a:1-2,", ":1-2", "a:1-9999999999999999999"})
    void reportThatMakesNoSense_isRemarked(String lost) {
        write(report(lost));
        assertEquals("0", to.query("SELECT count(*) FROM run"));
        assertEquals(
                "meta.attrs lost: expected RUN:FIRST-LAST, several with commas, ignored",
                to.query("SELECT detail FROM anomaly"));
    }

    @Test
    void softErrors_areKept() {
        String errors =
                "\"node\":\"n1\",\"jobs\":[],\"errors\":[{\"detail\":\"no /proc/diskstats\",\"time\":\"%s\",\"node\":\"n1\"}]"
                        .formatted(T1);
        write(Json.message("sample", T1, "", errors));
        assertEquals(
                "sample 1 no /proc/diskstats",
                to.query("SELECT type, soft, detail FROM agent_error"));
    }
}
