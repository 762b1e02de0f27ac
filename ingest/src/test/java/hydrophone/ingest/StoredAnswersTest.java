package hydrophone.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import hydrophone.codec.JsonCodec;
import hydrophone.codec.MalformedMessageException;
import hydrophone.ingest.store.Arrival;
import hydrophone.ingest.store.Outcome;
import hydrophone.ingest.store.Store;
import hydrophone.ingest.store.Verdict.Accepted;
import hydrophone.message.MessageType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** From a message's bytes through the store to an answer, with figures worked out by hand. */
final class StoredAnswersTest {
    private static final String CLUSTER = "fox.educloud.no";
    private static final OffsetDateTime T = OffsetDateTime.parse("2026-03-04T10:00:00+01:00");
    private static final InstantSource NOW =
            InstantSource.fixed(Instant.parse("2026-03-04T09:02:00Z"));

    @TempDir Path dir;
    private long offset;

    /** A job of two nodes, half a core on one, a whole one on the other; and a node of Sonar's. */
    @BeforeEach
    void fill() throws MalformedMessageException {
        try (Store store = Store.open(dir, CLUSTER, NOW)) {
            String[] interval = {"0.1", "30", "30"};
            for (int i = 0; i < 3; i++) {
                store(store, ours("c1", i, interval[i], 50, 1000 + i));
                store(store, ours("c2", i, interval[i], 100, 2000));
                store(store, sonars("old", i, new int[] {10, 25, 45}[i]));
            }
            store(
                    store,
                    MessageType.SYSINFO,
                    "\"type\":\"sysinfo\",\"attributes\":{\"time\":\"2026-03-04T10:00:00+01:00\","
                            + "\"node\":\"c1\",\"sockets\":2,\"cores_per_socket\":8,"
                            + "\"threads_per_core\":2,\"memory\":4096}",
                    "\"producer\":\"hydrophone\",\"version\":\"0.1.0\"");
        }
    }

    private void store(Store store, String[] sample) throws MalformedMessageException {
        store(store, MessageType.SAMPLE, sample[0], sample[1]);
    }

    private void store(Store store, MessageType type, String data, String meta)
            throws MalformedMessageException {
        byte[] value =
                ("{\"meta\":{" + meta + "},\"data\":{" + data + "}}\n")
                        .getBytes(StandardCharsets.UTF_8);
        Arrival arrival =
                new Arrival(CLUSTER + "." + type.word(), 0, "id", offset++, 0, new byte[0], value);
        Accepted message =
                new Accepted(arrival, type, JsonCodec.decode(type, value), "", List.of());
        assertEquals(Outcome.STORED, store.inTransaction(tx -> tx.write(message)));
    }

    private static String[] ours(String node, int i, String interval, int util, int rss) {
        String meta =
                "\"producer\":\"hydrophone\",\"version\":\"0.1.0\",\"attrs\":[{\"key\":\"interval\",\"value\":\""
                        + interval
                        + "\"}]";
        return new String[] {
            sample(
                    node,
                    i,
                    "\"job\":42,\"user\":\"anna\"",
                    "\"cpu_util\":" + util + ",\"cpu_time\":9999,\"resident_memory\":" + rss),
            meta
        };
    }

    private static String[] sonars(String node, int i, int cpuTime) {
        return new String[] {
            sample(
                    node,
                    i,
                    "\"job\":77,\"user\":\"bob\",\"epoch\":5",
                    "\"cpu_util\":3,\"cpu_time\":" + cpuTime + ",\"resident_memory\":10"),
            "\"producer\":\"sonar\",\"version\":\"0.18.0\""
        };
    }

    private static String sample(String node, int i, String job, String figures) {
        return String.format(
                Locale.ROOT,
                "\"type\":\"sample\",\"attributes\":{\"time\":\"%s\",\"cluster\":\"%s\","
                        + "\"node\":\"%s\",\"system\":{\"cpus\":[%d,0],\"used_memory\":1024},"
                        + "\"jobs\":[{%s,\"processes\":[{\"cmd\":\"work\",\"pid\":7,%s}]}]}",
                DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(T.plusSeconds(30L * i)),
                CLUSTER,
                node,
                100 + 15 * i,
                job,
                figures);
    }

    private JsonNode ask(String... words) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringWriter err = new StringWriter();
        String[] args = new String[words.length + 4];
        System.arraycopy(words, 0, args, 0, words.length);
        System.arraycopy(
                new String[] {"--data-dir", dir.toString(), "--format", "json"},
                0,
                args,
                words.length,
                4);
        int exit = new QueryCommand(out, new PrintWriter(err, true), NOW, ZoneOffset.UTC).run(args);
        assertEquals(0, exit, err::toString);
        return new ObjectMapper().readTree(out.toByteArray());
    }

    /**
     * cpu_util x interval: 0.05 + 15 + 15 s on c1, 0.1 + 30 + 30 s on c2; cpu_time is not added.
     */
    @Test
    void aJobOfTwoNodes_isOneRow_withTheCpuTimeThatItSpent() throws IOException {
        JsonNode job = ask("jobs", "-j", "42").get(0);
        assertEquals(90.15, job.get("cpu_time_s").asDouble(), 0.01);
        assertEquals(60, job.get("elapsed_s").asLong());
        assertEquals(1002 + 2000, job.get("rss_peak_kib").asLong());
        assertEquals(2, job.get("node_count").asLong());
        assertEquals(6, job.get("samples").asLong());
        assertEquals("anna", job.get("user").asText());
    }

    /** Without an interval the counter's rise counts: 45 - 10. */
    @Test
    void aJobSampledBySonar_spentTheRiseOfItsCounter() throws IOException {
        assertEquals(35, ask("jobs", "-j", "77").get(0).get("cpu_time_s").asDouble(), 0.01);
    }

    /** 15 s of one of 32 cores in 30 s. */
    @Test
    void aNode_isAsBusyAsItsCores() throws IOException {
        JsonNode node = ask("nodes", "-w", "c1").get(0);
        assertEquals(32, node.get("cores").asLong());
        assertEquals(3, node.get("samples").asLong());
        assertEquals(1024, node.get("mem_used_kib").asLong());
        assertEquals(4096, node.get("mem_total_kib").asLong());
    }

    @Test
    void aProfile_hasEachProcessAtEachTime() throws IOException {
        JsonNode profile = ask("profile", "42");
        assertEquals(6, profile.size());
        assertEquals(50, profile.get(0).get("cpu_pct").asDouble(), 0.001);
    }
}
