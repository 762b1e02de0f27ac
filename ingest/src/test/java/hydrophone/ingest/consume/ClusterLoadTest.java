package hydrophone.ingest.consume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.ingest.load.ClusterLoad;
import hydrophone.ingest.load.LoadMessage;
import hydrophone.ingest.load.Mix;
import hydrophone.ingest.store.Arrival;
import hydrophone.ingest.store.Store;
import hydrophone.ingest.store.Verdict.Accepted;
import hydrophone.message.MessageType;
import hydrophone.message.SampleAttributes;
import hydrophone.message.SampleJob;
import hydrophone.message.SampleProcess;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What {@code bench/ingest} measures with is what an agent would send, and all of it is stored. */
final class ClusterLoadTest {
    private static final int NODES = 6;
    private static final int TICKS = 15;

    private final Inbox inbox = new Inbox(ClusterLoad.CLUSTER);

    @TempDir Path dir;

    @ParameterizedTest
    @EnumSource(Mix.class)
    void eachMessageIsAcceptedWithoutARemark_andStored(Mix mix) {
        Progress progress = new Progress("load", System::nanoTime);
        try (Store store = Store.open(dir, ClusterLoad.CLUSTER, InstantSource.system())) {
            Batch batch = new Batch();
            ClusterLoad load = new ClusterLoad(NODES, TICKS, mix, 7);
            for (long offset = 0; load.hasNext(); offset++) {
                Accepted accepted = accepted(load.next(), offset);
                batch.add(MessageType.SAMPLE, accepted, 0);
            }
            new BatchWriter(store, progress).write(batch);
        }
        String all = "stored sample=" + NODES * TICKS + " sysinfo=0 job=0 cluster=0";
        assertEquals(all + ", repeated=0 dead_letters=0 odd=0", progress.counters().toString());
    }

    @Test
    void sameSeed_sameBytes() {
        ClusterLoad one = new ClusterLoad(NODES, 2, Mix.TYPICAL, 8);
        ClusterLoad other = new ClusterLoad(NODES, 2, Mix.TYPICAL, 8);
        while (one.hasNext()) assertArrayEquals(one.next().bytes(), other.next().bytes());
        assertTrue(!other.hasNext());
    }

    @Test
    void countersOfAProcessNeverFall() {
        Map<String, SampleProcess> before = new HashMap<>();
        ClusterLoad load = new ClusterLoad(NODES, TICKS, Mix.HEAVY, 9);
        while (load.hasNext()) {
            LoadMessage message = load.next();
            var sample = (SampleAttributes) accepted(message, 0).decoded().envelope().data();
            for (SampleJob job : Objects.requireNonNull(sample).jobs()) {
                for (SampleProcess process : job.processes()) {
                    SampleProcess last = before.put(message.node() + " " + process.pid(), process);
                    if (last != null) assertNotBelow(last, process);
                }
            }
        }
        assertTrue(before.size() > NODES * 150, () -> before.size() + " processes");
    }

    private static void assertNotBelow(SampleProcess last, SampleProcess now) {
        assertEquals(last.cmd(), now.cmd());
        assertTrue(now.cpuTime() >= last.cpuTime(), now::toString);
        assertTrue(now.dataRead() >= last.dataRead(), now::toString);
        assertTrue(now.dataWritten() >= last.dataWritten(), now::toString);
        assertTrue(now.dataCancelled() >= last.dataCancelled(), now::toString);
    }

    private Accepted accepted(LoadMessage message, long offset) {
        Arrival arrival =
                new Arrival(
                        ClusterLoad.CLUSTER + ".sample",
                        0,
                        "id",
                        offset,
                        0,
                        message.node().getBytes(StandardCharsets.UTF_8),
                        message.bytes());
        Accepted accepted =
                assertInstanceOf(Accepted.class, inbox.judge(MessageType.SAMPLE, arrival));
        assertTrue(accepted.remarks().isEmpty(), () -> accepted.remarks().toString());
        return accepted;
    }
}
