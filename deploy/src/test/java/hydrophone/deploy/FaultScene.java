package hydrophone.deploy;

import hydrophone.deploy.Programs.Running;
import hydrophone.testing.FaultProxy;
import hydrophone.testing.FaultProxy.Fault;
import hydrophone.testing.LocalBroker;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A broker behind a network that misbehaves on request, one ingest for all the time, and lives of
 * an agent one after the other, which samples every second. All that the agents said they accepted
 * is remembered.
 */
final class FaultScene implements AutoCloseable {
    private static final String CLUSTER = "f.no";
    private static final String TOPIC = CLUSTER + ".sample";

    private final Path folder;
    private final LocalBroker broker;
    private final FaultProxy proxy;
    private final Running ingest;
    private final StoreFile store;
    private final Path config;
    private final Set<Told> accepted = new TreeSet<>();
    private final List<String> slowStarts = new ArrayList<>();
    private long points;
    private long longestStart;

    /**
     * @param cap of the spool
     */
    FaultScene(Path folder, String cap) throws IOException {
        this.folder = folder;
        FaultProxy[] made = new FaultProxy[1];
        this.broker =
                LocalBroker.behind(
                        port -> {
                            made[0] = new FaultProxy(port);
                            return made[0].port();
                        },
                        folder.resolve("broker"));
        this.proxy = made[0];
        Files.createDirectories(spool());
        this.config = Files.writeString(folder.resolve("agent.cfg"), config(cap));
        this.store = new StoreFile(folder.resolve("store"));
        this.ingest =
                new Running(
                        folder,
                        Programs.java(),
                        folder.resolve("ingest.log"),
                        Programs.bin("ingest"),
                        "--cluster",
                        CLUSTER,
                        "--data-dir",
                        folder.resolve("store").toString(),
                        "--broker",
                        broker.bootstrap());
    }

    private String config(String cap) {
        return """
        [global]
        cluster = %s
        role = node
        [kafka]
        broker-address = %s
        sending-window = 1s
        [spool]
        directory = %s
        cap = %s
        [sample]
        cadence = 1s
        exclude-system-jobs = false
        [control]
        enabled = false
        [debug]
        dump = true
        """
                .formatted(CLUSTER, broker.bootstrap(), spool(), cap);
    }

    Path spool() {
        return folder.resolve("spool");
    }

    LocalBroker broker() {
        return broker;
    }

    void network(Fault fault) {
        proxy.set(fault);
    }

    /** Starts an agent. */
    AgentRun agent(String options) {
        return new AgentRun(folder, config, options);
    }

    /** Remembers what this agent said, which ended. */
    void remember(AgentRun run) {
        accepted.addAll(run.accepted());
        points += run.cadencePoints();
        longestStart = Math.max(longestStart, run.startedAfterMillis());
        if (run.startedAfterMillis() >= 2000) slowStarts.add(run.startedAfterMillis() + " ms");
        run.discard();
    }

    /** Heals everything, and lets an agent send what waits until the store has it all. */
    Verdict settle(Duration patience) {
        network(Fault.NONE);
        if (!broker.isRunning()) broker.restart();
        AgentRun last = agent("");
        try {
            AgentRun.sleep(2000);
            Awaitility.await("the store has all")
                    .atMost(patience)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> verdict().lost().isEmpty() && spoolIsEmpty());
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            System.out.println("after " + patience + ": " + verdict() + last.said());
        } finally {
            last.stop();
            remember(last);
            last.close();
        }
        awaitRead(patience);
        return verdict();
    }

    /** Until ingest has read all that stands in the topic. */
    private void awaitRead(Duration patience) {
        long end = broker.read(TOPIC).size();
        Awaitility.await("ingest reads all")
                .atMost(patience)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> store.read() >= end || !ingest.isAlive());
    }

    private boolean spoolIsEmpty() {
        Programs.Result status =
                Programs.run(
                        folder,
                        Programs.java(),
                        List.of(Programs.bin("agent"), "spool", spool().toString(), "status"));
        return status.out().lines().anyMatch(line -> line.matches("sample\\s+0\\b.*"));
    }

    /** What is to be said of all lives so far. */
    Verdict verdict() {
        return Verdict.of(accepted, topic(), stored(), counted());
    }

    Verdict verdict(Predicate<Told> of) {
        return Verdict.of(accepted.stream().filter(of).toList(), topic(), stored(), counted());
    }

    private List<Told> topic() {
        return broker.read(TOPIC).stream()
                .map(r -> new String(r.value(), StandardCharsets.UTF_8))
                .filter(text -> text.contains("\"data\""))
                .map(Told::of)
                .toList();
    }

    private List<Told> stored() {
        return store.rows("SELECT t, digest FROM node_sample").stream()
                .map(row -> new Told(cell(row, "t"), cell(row, "digest")))
                .toList();
    }

    private static long cell(Map<String, String> row, String column) {
        return Long.parseLong(row.getOrDefault(column, ""));
    }

    private long counted() {
        return store.number("SELECT sum(n) FROM run WHERE type = 'sample'");
    }

    long deadLetters() {
        return store.number("SELECT count(*) FROM dead_letter");
    }

    /** Lost messages that the agents themselves told of. */
    long toldLost() {
        return store.number("SELECT count(*) FROM agent_error WHERE detail LIKE '%lost%'");
    }

    /** Of the seconds that an agent was up, how many have a sample that it accepted. */
    double acceptedPart() {
        return points == 0 ? 1 : Math.min(1, accepted.size() / (double) points);
    }

    long longestStartMillis() {
        return longestStart;
    }

    List<String> slowStarts() {
        return slowStarts;
    }

    @Override
    public void close() {
        ingest.close();
        proxy.close();
        broker.close();
    }
}
