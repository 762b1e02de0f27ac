package hydrophone.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.sink.Outgoing;
import hydrophone.agent.sink.Outgoing.Place;
import hydrophone.agent.spool.Spool;
import hydrophone.message.MessageType;
import hydrophone.testing.LocalBroker;
import hydrophone.topic.ClusterTopics;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A broker that is away while a node of 3000 processes samples on, and its agent, with the heap it
 * is shipped with, is started five times: all arrives, in order. Nine in ten of the messages are
 * small ones of former days, which the product's own spool takes from this process: they would need
 * hours. {@code bench/outage} is the same with 10,000 messages.
 */
@Isolated("it needs a quiet machine")
final class OutageIT {
    private static final int MESSAGES = Integer.getInteger("outage.messages", 250);
    private static final int STARTS = 5;
    private static final int SECONDS = Math.max(1, MESSAGES / 10 / STARTS);
    private static final int SMALL = MESSAGES - SECONDS * STARTS;
    private static final String CLUSTER = "o.no";
    private static final Pattern SKIPPED = Pattern.compile("skipped-points=(\\d+)");
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

    @TempDir Path folder;

    @Test
    void allArrives_inOrder_inASmallHeap() throws IOException {
        Set<Told> accepted = new TreeSet<>();
        List<Long> peaks = new ArrayList<>();
        try (LocalBroker broker = LocalBroker.later()) {
            Path config = config(broker);
            for (int life = 0; life < STARTS; life++) {
                peaks.add(live(config, accepted));
                fill(life);
            }
            broker.restart();
            long from = System.nanoTime();
            peaks.add(drain(config, accepted));
            System.out.printf(
                    "OutageIT: %d messages, %d of them of 3000 processes, %d starts; drained in %d"
                            + " s; peak RSS by life, KiB: %s%n",
                    SMALL + accepted.size(),
                    accepted.size(),
                    STARTS + 1,
                    (System.nanoTime() - from) / 1_000_000_000,
                    peaks);
            Topic topic = new Topic();
            broker.each(CLUSTER + ".sample", topic::add);
            assertEquals((long) SMALL / STARTS * STARTS, topic.small);
            assertTrue(topic.crowd.containsAll(accepted), "lost");
        }
        long most = peaks.stream().mapToLong(n -> n).max().orElseThrow();
        assertTrue(most < 128 * 1024, "RSS " + peaks);
    }

    private Path config(LocalBroker broker) throws IOException {
        Path proc = CrowdedMachine.of(3000, folder, "0::/user.slice\n");
        return Files.writeString(
                folder.resolve("agent.cfg"),
                """
                [global]
                cluster = %s
                role = node
                proc-root = %s
                [kafka]
                broker-address = %s
                sending-window = 1s
                [spool]
                directory = %s
                cap = 2G
                drain-rate = 1G
                [sample]
                cadence = 1s
                [control]
                enabled = false
                [debug]
                dump = true
                """
                        .formatted(CLUSTER, proc, broker.bootstrap(), folder.resolve("spool")));
    }

    /** One life while the broker is away; its peak of memory, KiB. */
    private long live(Path config, Set<Told> accepted) throws IOException {
        try (AgentRun agent = new AgentRun(folder, config, "")) {
            AgentRun.sleep(1000L * SECONDS + 500);
            return end(agent, accepted);
        }
    }

    private static long end(AgentRun agent, Set<Told> accepted) throws IOException {
        Matcher peak = PEAK.matcher(Programs.text(Path.of("/proc/" + agent.pid() + "/status")));
        assertTrue(peak.find());
        assertEquals(0, agent.stop());
        List<Told> told = agent.accepted();
        accepted.addAll(told);
        Matcher skipped = SKIPPED.matcher(agent.lastLines());
        assertTrue(skipped.find(), agent.lastLines());
        // Beside other tests a busy machine may cost a point.
        if (MESSAGES >= 1000) {
            assertEquals("0", skipped.group(1), "a point of time that was missed");
            assertTrue(told.size() >= agent.cadencePoints(), told.size() + " samples");
        }
        agent.discard();
        return Long.parseLong(peak.group(1));
    }

    private long drain(Path config, Set<Told> accepted) throws IOException {
        try (AgentRun agent = new AgentRun(folder, config, "")) {
            Path spool = spool();
            Awaitility.await("nothing waits")
                    .atMost(Duration.ofSeconds(60 + MESSAGES / 10))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> bytes(spool) < 2 << 20);
            AgentRun.sleep(2000);
            return end(agent, accepted);
        }
    }

    private static long bytes(Path spool) {
        try (Stream<Path> below = Files.walk(spool.resolve("sample"))) {
            return below.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    /** Below the one that the configuration names. */
    private Path spool() throws IOException {
        try (Stream<Path> below = Files.list(folder.resolve("spool"))) {
            return below.findFirst().orElseThrow();
        }
    }

    /** A fifth of the small messages, of a node that is named so. */
    private void fill(int life) throws IOException {
        int each = SMALL / STARTS;
        ClusterTopics topics = new ClusterTopics(CLUSTER);
        try (Spool spool =
                new Spool(
                        spool(),
                        new Spool.Settings(2L << 30, false),
                        topics,
                        (type, reason, n) -> {
                            throw new AssertionError(n + " " + type + " lost: " + reason);
                        },
                        InstantSource.system())) {
            for (int n = each * life; n < each * (life + 1); n++) {
                Instant time = Instant.ofEpochSecond(1_700_000_000L + n);
                byte[] value =
                        ("{\"meta\":{\"producer\":\"hydrophone\"},\"data\":{\"type\":\"sample\","
                                        + "\"attributes\":{\"time\":\""
                                        + time
                                        + "\",\"cluster\":\"o.no\",\"node\":\"small\",\"jobs\":[]}}}\n")
                                .getBytes(StandardCharsets.UTF_8);
                spool.append(
                        MessageType.SAMPLE,
                        List.of(
                                new Outgoing(
                                        MessageType.SAMPLE,
                                        topics.data(MessageType.SAMPLE),
                                        "small",
                                        value,
                                        time,
                                        new Place("small", n + 1L))),
                        false);
            }
        }
    }

    /** What arrives, and in which order: time by node. */
    private static final class Topic {
        private final Set<Told> crowd = new TreeSet<>();
        private final Map<String, Long> last = new HashMap<>();
        private long small;

        private void add(ConsumerRecord<String, byte[]> record) {
            Told told = Told.of(new String(record.value(), StandardCharsets.UTF_8));
            assertTrue(told.t() > last.getOrDefault(record.key(), 0L), "order");
            last.put(record.key(), told.t());
            if (record.key().equals("small")) small++;
            else crowd.add(told);
        }
    }
}
