package hydrophone.agent.slurm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.message.SlurmJob;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the columns of a record mean. */
class SacctRowTest {
    private static Snapshot read(Printed record) {
        Snapshot ours = Snapshot.of(record.ours());
        assertEquals(1, ours.jobs.size());
        return ours;
    }

    private static SlurmJob job(SacctColumn column, String text) {
        Snapshot read = read(new Printed().with(column, text));
        assertEquals(List.of(), read.unreadable);
        return read.jobs.getFirst();
    }

    @Test
    void bothFormsMeanTheSame() {
        var record = new Printed().with(SacctColumn.REQ_MEM, "4Gn").with(SacctColumn.PRIORITY, "1");
        SlurmJob bars = Snapshot.of(record.bars()).jobs.getFirst();
        assertEquals(read(record).jobs.getFirst(), bars);
        assertEquals(4 << 20, bars.requestedMemoryPerNode());
        assertEquals(3, bars.priority());
    }

    @ParameterizedTest
    @CsvSource({
        "12, 12, '', 0, 0, 0, 0",
        "12.batch, 12.batch, batch, 0, 0, 0, 0",
        "1467073_3.0, 1467076.0, 0, 1467073, 3, 0, 0",
        "1467073_0, 1467074, '', 1467073, 0, 0, 0",
        "1467073_[5-9%2], 1467073, '', 1467073, 0, 0, 0",
        "'1467073_[1,3,5,...]', 1467073, '', 1467073, 0, 0, 0",
        "1467921+1.extern, 1467922.extern, extern, 0, 0, 1467921, 1",
        "1467921+0, 1467921, '', 0, 0, 1467921, 0",
        "7.0+0, 7.0+0, 0+0, 0, 0, 0, 0",
        "12_3.0+1, 13.0+1, 0+1, 12, 3, 0, 0",
        "1467921+1.0+1, 1467922.0+1, 0+1, 0, 0, 1467921, 1"
    })
    void identifiers(
            String id, String raw, String step, long array, long task, long het, long offset) {
        Snapshot read =
                read(new Printed().with(SacctColumn.JOB_ID, id).with(SacctColumn.JOB_ID_RAW, raw));
        SlurmJob job = read.jobs.getFirst();
        assertEquals(List.of(), read.unreadable);
        assertEquals(Long.parseLong(raw.replaceAll("\\..*", "")), job.jobId());
        assertEquals(step, job.jobStep());
        assertEquals(List.of(array, task), List.of(job.arrayJobId(), job.arrayTaskId()));
        assertEquals(List.of(het, offset), List.of(job.hetJobId(), job.hetJobOffset()));
    }

    @ParameterizedTest
    @CsvSource({
        "CANCELLED by 2101037, CANCELLED",
        "CANCELLED, CANCELLED",
        "NODE_FAIL, NODE_FAIL",
        "OUT_OF_MEMORY, OUT_OF_MEMORY",
        "SOMETHING_NEW, SOMETHING_NEW"
    })
    void stateIsTheWordAlone(String column, String state) {
        assertEquals(state, job(SacctColumn.STATE, column).jobState());
    }

    @ParameterizedTest
    @CsvSource({
        "PENDING, Unknown, true",
        "RUNNING, Unknown, true",
        "SUSPENDED, Unknown, true",
        "RESIZING, Unknown, true",
        "RESIZING, 2026-03-04T10:11:02, false",
        "COMPLETED, 2026-03-04T10:11:02, false",
        "COMPLETED, Unknown, true",
        "CANCELLED by 12, 2026-03-04T10:11:02, false",
        "LAUNCH_FAILED, 2026-03-04T10:11:02, false",
        "SOMETHING_NEW, None, true"
    })
    void liveIsWhatCanStillChange(String state, String end, boolean live) {
        var record = new Printed().with(SacctColumn.STATE, state).with(SacctColumn.END, end);
        assertEquals(List.of(live), read(record).live);
    }

    @ParameterizedTest
    @CsvSource({"0:0, 0, 0", "1:0, 1, 0", "0:125, 0, 125", "42:9, 42, 9", "7, 7, 0", "'', 0, 0"})
    void codeAndSignal(String column, long code, long signal) {
        SlurmJob job = job(SacctColumn.EXIT_CODE, column);
        assertEquals(List.of(code, signal), List.of(job.exitCode(), job.exitSignal()));
    }

    @ParameterizedTest
    @CsvSource({
        "20160, 1209602",
        "0, 2",
        "UNLIMITED, 1",
        "Partition_Limit, 0",
        "Partition_limit, 0",
        "'', 0"
    })
    void timeLimit(String column, long wire) {
        assertEquals(wire, job(SacctColumn.TIMELIMIT_RAW, column).timeLimit());
    }

    @ParameterizedTest
    @CsvSource({"11429, 11431", "0, 2", "'', 0"})
    void priority(String column, long wire) {
        assertEquals(wire, job(SacctColumn.PRIORITY, column).priority());
    }

    @ParameterizedTest
    @CsvSource({
        "64G, 67108864",
        "4Gn, 4194304",
        "0n, 0",
        "?, 0",
        "'', 0",
        "4000Mc, 10922667",
        "0c, 0"
    })
    void requestedMemory(String column, long kib) {
        var record = new Printed().with(SacctColumn.REQ_CPUS, "8").with(SacctColumn.REQ_NODES, "3");
        Snapshot read = read(record.with(SacctColumn.REQ_MEM, column));
        assertEquals(List.of(), read.unreadable);
        assertEquals(kib, read.jobs.getFirst().requestedMemoryPerNode());
    }

    @ParameterizedTest
    @CsvSource(
            value = {"None assigned;", "'';", "c1-[001-010],gpu-2;c1-[001-010] gpu-2", "c1;c1"},
            delimiter = ';')
    void nodesStayFolded(String column, String elements) {
        List<String> expected = elements == null ? List.of() : List.of(elements.split(" ", -1));
        assertEquals(expected, job(SacctColumn.NODE_LIST, column).nodes());
    }

    @Test
    void datesOfNothingAreAbsent() {
        assertNull(job(SacctColumn.START, "None").startTime());
        assertNull(job(SacctColumn.END, "Unknown").endTime());
        var summer =
                Objects.requireNonNull(job(SacctColumn.START, "2026-07-04T10:00:00").startTime());
        assertEquals("2026-07-04T10:00+02:00", summer.toString());
    }

    @Test
    void unknownIsNoNameButALayout() {
        assertEquals("", job(SacctColumn.USER, "Unknown").userName());
        assertEquals("", job(SacctColumn.ACCOUNT, "Unknown").account());
        assertEquals("", job(SacctColumn.RESERVATION, "Unknown").reservation());
        var called = new Printed().with(SacctColumn.JOB_NAME, "Unknown");
        assertEquals("Unknown", read(called).jobs.getFirst().jobName());
        assertEquals("", Snapshot.of(called.bars()).jobs.getFirst().jobName());
        assertEquals("Unknown", job(SacctColumn.LAYOUT, "Unknown").distribution());
    }

    @Test
    void requestedResourcesAreScontrolsOrElseSaccts() {
        byte[] record =
                new Printed()
                        .with(SacctColumn.REQ_TRES, "cpu=1")
                        .ours()
                        .getBytes(StandardCharsets.UTF_8);
        Map<Long, String> scontrol = Map.of(7L, "cpu=1,node=1");
        SlurmJob job = Snapshot.of(record, true, 100, scontrol).jobs.getFirst();
        assertEquals("cpu=1,node=1", job.requestedResources());
        job = Snapshot.of(record, true, 100).jobs.getFirst();
        assertEquals("cpu=1", job.requestedResources());
    }

    /** One column after the other is spoilt: the rest stays. */
    @Test
    void aColumnThatCannotBeReadCostsItsOwnMemberOnly() {
        SlurmJob good = read(new Printed()).jobs.getFirst();
        var spoilt =
                List.of(
                        SacctColumn.AVE_CPU,
                        SacctColumn.AVE_DISK_READ,
                        SacctColumn.AVE_DISK_WRITE,
                        SacctColumn.AVE_RSS,
                        SacctColumn.AVE_VM_SIZE,
                        SacctColumn.ELAPSED_RAW,
                        SacctColumn.MAX_RSS,
                        SacctColumn.MAX_VM_SIZE,
                        SacctColumn.MIN_CPU,
                        SacctColumn.REQ_CPUS,
                        SacctColumn.REQ_MEM,
                        SacctColumn.REQ_NODES,
                        SacctColumn.SUSPENDED,
                        SacctColumn.SYSTEM_CPU,
                        SacctColumn.USER_CPU,
                        SacctColumn.TIMELIMIT_RAW,
                        SacctColumn.NODE_LIST,
                        SacctColumn.PRIORITY);
        for (SacctColumn column : spoilt) {
            Snapshot read = read(new Printed().with(column, "[spoilt\u001b"));
            assertEquals(good, read.jobs.getFirst(), column.title);
            assertEquals(1, read.unreadable.size(), column.title);
            String text = read.unreadable.getFirst();
            assertTrue(
                    text.startsWith("job 7, " + column.title + " \"[spoilt\\u001b\": expected "),
                    text);
        }
        for (SacctColumn column : List.of(SacctColumn.START, SacctColumn.END, SacctColumn.SUBMIT)) {
            Snapshot read = read(new Printed().with(column, "spoilt"));
            assertEquals(
                    List.of("job 7, " + column.title + " \"spoilt\": expected a date"),
                    read.unreadable);
        }
        assertEquals(1, read(new Printed().with(SacctColumn.JOB_ID, "x_1")).unreadable.size());
        assertEquals(1, read(new Printed().with(SacctColumn.JOB_ID, "7+x")).unreadable.size());
        assertEquals(2, read(new Printed().with(SacctColumn.EXIT_CODE, "x:y")).unreadable.size());
    }

    @Test
    void keysAreOfARunAndOfAStep() {
        long job = key(SacctColumn.JOB_ID_RAW, "7");
        assertNotEquals(job, key(SacctColumn.JOB_ID_RAW, "8"));
        assertNotEquals(job, key(SacctColumn.JOB_ID_RAW, "7.0"));
        assertNotEquals(job, key(SacctColumn.SUBMIT, "2026-03-04T08:01:13"));
        assertEquals(job, key(SacctColumn.START, "2026-03-04T08:02:41"));
        assertEquals(job, key(SacctColumn.STATE, "FAILED"));
        var step = new Printed().with(SacctColumn.JOB_ID_RAW, "7.0");
        assertNotEquals(
                read(step).keys, read(step.with(SacctColumn.START, "2026-03-04T08:02:41")).keys);
    }

    private static long key(SacctColumn column, String text) {
        return read(new Printed().with(column, text)).keys.getFirst();
    }

    @Test
    void contentIsAllButTheElapsedTime() {
        long content = read(new Printed()).contents.getFirst();
        for (SacctColumn column : SacctColumn.ALL) {
            if (column == SacctColumn.JOB_ID_RAW) continue;
            Snapshot changed = read(new Printed().with(column, "9"));
            assertEquals(
                    column == SacctColumn.ELAPSED_RAW,
                    changed.contents.getFirst() == content,
                    column.title);
        }
        var shifted = new Printed().with(SacctColumn.USER, "ec-ann").with(SacctColumn.ACCOUNT, "a");
        assertNotEquals(content, read(shifted).contents.getFirst());
        var shorter = new Printed().with(SacctColumn.JOB_NAME, "a");
        var longer = new Printed().with(SacctColumn.JOB_NAME, "\u0000a");
        assertNotEquals(read(shorter).contents, read(longer).contents);
        // Wherever the record lies in the buffer.
        String padded = new Printed().with(SacctColumn.JOB_ID, "77").ours() + new Printed().ours();
        assertEquals(content, Snapshot.of(padded).contents.get(1));
    }

    @Test
    void nodesWithoutEndAreNoList() {
        assertFalse(read(new Printed().with(SacctColumn.NODE_LIST, "c[1-2")).unreadable.isEmpty());
        assertFalse(read(new Printed().with(SacctColumn.NODE_LIST, "c1,")).unreadable.isEmpty());
    }
}
