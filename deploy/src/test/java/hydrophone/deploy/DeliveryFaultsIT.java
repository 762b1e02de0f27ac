package hydrophone.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.spool.KillPoint;
import hydrophone.testing.FaultProxy.Fault;
import hydrophone.testing.Needs;
import hydrophone.testing.Seed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Kills, a network that misbehaves and full disks, while samples flow: what an agent accepted is in
 * the store, once. {@code bench/faults} is the same with 200 rounds.
 */
final class DeliveryFaultsIT {
    private static final int ROUNDS = Integer.getInteger("rounds", 9);
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /** Passed only where something is lost: those have a test of their own. */
    private static final Set<KillPoint> OF_LOSSES =
            Set.of(KillPoint.BEFORE_DROP, KillPoint.AFTER_QUARANTINE, KillPoint.AFTER_REPORT);

    private static final List<Fault> FAULTS = List.of(Fault.values());

    @TempDir Path folder;

    private final Map<KillPoint, Integer> hits = new EnumMap<>(KillPoint.class);
    private final Map<String, Integer> done = new java.util.TreeMap<>();

    @Test
    void whatWasAcceptedIsStored_once() throws IOException {
        SplittableRandom random = Seed.random("DeliveryFaultsIT");
        for (KillPoint point : KillPoint.values()) {
            if (!OF_LOSSES.contains(point)) hits.put(point, 0);
        }
        try (SmallDisk disk = SmallDisk.at(folder.resolve("spool"));
                FaultScene scene = new FaultScene(folder, "16M")) {
            for (int round = 0; round < ROUNDS; round++) {
                round(scene, disk, round, random);
                if (round % 20 == 19) tell(scene, round + 1, scene.verdict());
            }
            Verdict verdict = scene.settle(PATIENCE);
            tell(scene, ROUNDS, verdict);
            assertTrue(verdict.isClean(), verdict.toString());
            assertEquals(0, scene.deadLetters());
            if (ROUNDS >= 100) assertEquals(List.of(), scene.slowStarts());
            assertTrue(scene.acceptedPart() >= 0.95, "accepted " + scene.acceptedPart());
        }
        if (ROUNDS >= 100) assertTrue(hits.values().stream().allMatch(n -> n >= 3), "" + hits);
    }

    private void tell(FaultScene scene, int rounds, Verdict verdict) {
        System.out.printf(
                "DeliveryFaultsIT: %d rounds %s: %d accepted (%.1f %% of the seconds up), %d lost,"
                        + " %d doubled in the store, %d sent again; starts at most %d ms; kill"
                        + " points %s%n",
                rounds,
                done,
                verdict.accepted(),
                100 * scene.acceptedPart(),
                verdict.lost().size(),
                verdict.doubled(),
                verdict.sentAgain(),
                scene.longestStartMillis(),
                hits);
    }

    /** Every second life ends at a kill point; in the others something else goes wrong. */
    private void round(FaultScene scene, SmallDisk disk, int round, SplittableRandom random)
            throws IOException {
        if (round % 2 == 0) {
            atKillPoint(scene, random);
            return;
        }
        boolean full = disk.canFill() && random.nextInt(5) == 0;
        if (full) disk.fill();
        try (AgentRun agent = scene.agent("")) {
            AgentRun.sleep(random.nextLong(1500));
            disk.empty();
            String what = trouble(scene, disk, random);
            done.merge(full ? "start on a full disk, " + what : what, 1, Integer::sum);
            AgentRun.sleep(random.nextLong(2000));
            if (random.nextBoolean()) agent.kill9();
            else assertEquals(0, agent.stop(), agent::said);
            scene.remember(agent);
        }
    }

    private void atKillPoint(FaultScene scene, SplittableRandom random) {
        KillPoint point =
                hits.keySet().stream()
                        .min(Comparator.comparing(p -> hits.getOrDefault(p, 0)))
                        .orElseThrow();
        // These are passed once in a life.
        boolean rare =
                Set.of(KillPoint.NEW_SEGMENT, KillPoint.BEFORE_UNLINK, KillPoint.AFTER_UNLINK)
                        .contains(point);
        int pass = rare ? 1 : 1 + random.nextInt(4);
        try (AgentRun agent = scene.agent("-Dhydrophone.kill-point=" + point + ":" + pass)) {
            if (agent.diesWithin(Duration.ofSeconds(8))) hits.merge(point, 1, Integer::sum);
            else agent.kill9();
            scene.remember(agent);
        }
    }

    private static String trouble(FaultScene scene, SmallDisk disk, SplittableRandom random)
            throws IOException {
        int kind = random.nextInt(10);
        long millis = 1000 + random.nextLong(3000);
        if (kind < 2) {
            scene.broker().kill9();
            AgentRun.sleep(millis);
            scene.broker().restart();
            return "broker killed";
        }
        if (kind < 4 && disk.canFill()) {
            disk.fill();
            AgentRun.sleep(millis);
            disk.empty();
            return "disk full";
        }
        Fault fault = FAULTS.get(random.nextInt(FAULTS.size()));
        scene.network(fault);
        AgentRun.sleep(millis);
        scene.network(Fault.NONE);
        return fault.toString();
    }

    /**
     * What is lost to damage and to the cap is counted and told, wherever a crash comes between.
     */
    @Test
    void onlyWhatIsToldOfIsLost() throws IOException {
        try (FaultScene scene = new FaultScene(folder, "4M")) {
            for (KillPoint point : List.of(KillPoint.AFTER_QUARANTINE, KillPoint.AFTER_REPORT)) {
                for (int time = 0; time < Integer.getInteger("losses", 1); time++) {
                    lives(scene, 4);
                    SpoolFrames.newest(scene.spool()).spoil(1);
                    scene.network(Fault.NONE);
                    try (AgentRun agent = scene.agent("-Dhydrophone.kill-point=" + point + ":1")) {
                        assertTrue(agent.diesWithin(Duration.ofSeconds(30)), agent::said);
                        scene.remember(agent);
                    }
                    hits.merge(point, 1, Integer::sum);
                }
            }
            Verdict verdict = scene.settle(Duration.ofSeconds(20));
            System.out.println("DeliveryFaultsIT: damage: " + hits + " " + verdict);
            assertEquals(hits.values().stream().mapToInt(n -> n).sum(), verdict.lost().size());
            assertEquals(0, verdict.doubled());
        }
    }

    /** With not even room for a cursor; it accepts as soon as there is some. */
    @Test
    void startsOnAFullDisk() throws IOException {
        try (SmallDisk disk = SmallDisk.at(folder.resolve("spool"))) {
            Needs.that(disk.canFill(), "a small file system cannot be mounted (no root)");
            disk.fill();
            try (FaultScene scene = new FaultScene(folder, "16M")) {
                try (AgentRun agent = scene.agent("")) {
                    AgentRun.sleep(2500);
                    disk.empty();
                    AgentRun.sleep(3000);
                    assertEquals(0, agent.stop(), agent::said);
                    scene.remember(agent);
                }
                Verdict verdict = scene.settle(Duration.ofSeconds(30));
                assertTrue(verdict.isClean() && verdict.accepted() > 2, verdict.toString());
            }
        }
    }

    /** The checker itself: one frame taken out and another put in twice, it sees both. */
    @Test
    void theCheckerSeesOneFrameRemovedAndOneDoubled() throws IOException {
        try (FaultScene scene = new FaultScene(folder, "16M")) {
            lives(scene, 5);
            SpoolFrames.newest(scene.spool()).doubleOver(2);
            Verdict verdict = scene.settle(Duration.ofSeconds(15));
            System.out.println("DeliveryFaultsIT: spoilt by hand: " + verdict);
            assertEquals(1, verdict.lost().size(), verdict.toString());
            assertEquals(1, verdict.sentAgain(), verdict.toString());
        }
    }

    /** A life of an agent whose broker is away, with at least so many samples. */
    private static void lives(FaultScene scene, int samples) {
        scene.network(Fault.REFUSE);
        try (AgentRun agent = scene.agent("")) {
            AgentRun.sleep(1000L * (samples + 1));
            assertEquals(0, agent.stop(), agent::said);
            scene.remember(agent);
        }
    }
}
