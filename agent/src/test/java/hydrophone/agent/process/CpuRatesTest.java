package hydrophone.agent.process;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.process.SimulatedMachine.Task;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

class CpuRatesTest {
    private static final int RUNS = Integer.getInteger("cpu.runs", 60);
    private static final long NO_LIMIT = Long.MAX_VALUE;

    private final CpuRates rates = new CpuRates();

    /** pid, ppid, start, own, reaped */
    private static void fill(Generation table, long[]... rows) {
        for (long[] row : rows) {
            table.add((int) row[0], (int) row[1], row[2], row[3], row[4], 0);
        }
    }

    private void baseline(long uptime, long[]... rows) {
        fill(rates.next(uptime), rows);
        rates.baseline();
    }

    private long[] charge(long uptime, long[]... rows) {
        fill(rates.next(uptime), rows);
        return Arrays.copyOf(rates.charge(NO_LIMIT), rows.length);
    }

    private static long[] row(long pid, long ppid, long start, long own, long reaped) {
        return new long[] {pid, ppid, start, own, reaped};
    }

    @Test
    void whatWasSpentBeforeTheFirstScanIsNotCharged() {
        baseline(100, row(1, 0, 0, 5000, 70));
        assertArrayEquals(new long[] {30}, charge(200, row(1, 0, 0, 5025, 75)));
    }

    @Test
    void aProcessBornInBetweenIsChargedWhole() {
        baseline(100, row(1, 0, 0, 10, 0));
        assertArrayEquals(
                new long[] {0, 47}, charge(200, row(1, 0, 0, 10, 0), row(7, 1, 150, 40, 7)));
    }

    @Test
    void aChildsOldTicksAreNotChargedAgainToTheParentThatWaitedForIt() {
        baseline(100, row(1, 0, 0, 0, 0), row(5, 1, 1, 0, 0), row(6, 5, 2, 1000, 30));
        // The child spent 8 more, and was waited for.
        assertArrayEquals(
                new long[] {0, 8}, charge(200, row(1, 0, 0, 0, 0), row(5, 1, 1, 0, 1038)));
    }

    @Test
    void grandchildrenAreTakenOffTheNearestAncestorThatLives() {
        baseline(100, row(1, 0, 0, 0, 0), row(5, 1, 1, 100, 0), row(6, 5, 2, 200, 0));
        assertArrayEquals(new long[] {7}, charge(200, row(1, 0, 0, 0, 307)));
    }

    @Test
    void anOrphansTicksAreTakenOffTheOneThatAdoptedIt() {
        baseline(
                100,
                row(1, 0, 0, 0, 0),
                row(4, 1, 1, 0, 0),
                row(5, 4, 1, 100, 0),
                row(6, 5, 2, 200, 0));
        // 5 was waited for by 4; 6 was adopted and waited for by 1.
        assertArrayEquals(
                new long[] {3, 2}, charge(200, row(1, 0, 0, 0, 203), row(4, 1, 1, 0, 102)));
    }

    @Test
    void aDebtWaitsForAParentThatWasReadTooEarly() {
        baseline(100, row(1, 0, 0, 0, 0), row(6, 1, 2, 500, 0));
        assertArrayEquals(new long[] {0}, charge(200, row(1, 0, 0, 0, 0)));
        assertArrayEquals(new long[] {9}, charge(300, row(1, 0, 0, 0, 509)));
    }

    @Test
    void aDebtThatNobodyEverCoversIsDropped() {
        baseline(100, row(1, 0, 0, 0, 0), row(6, 1, 2, 500, 0));
        charge(200, row(1, 0, 0, 0, 0));
        charge(300, row(1, 0, 0, 0, 0));
        assertArrayEquals(new long[] {40}, charge(400, row(1, 0, 0, 0, 40)));
    }

    @Test
    void aPidUsedAgainIsANewProcess() {
        baseline(100, row(1, 0, 0, 0, 0), row(6, 1, 2, 500, 0));
        assertArrayEquals(
                new long[] {1, 20}, charge(200, row(1, 0, 0, 0, 501), row(6, 1, 150, 20, 0)));
    }

    @Test
    void anOldProcessThatWasNotReadBeforeStartsFromNow() {
        baseline(100, row(1, 0, 0, 0, 0));
        long[] old = row(6, 1, 50, 99_999, 1);
        assertArrayEquals(new long[] {0, 0}, charge(200, row(1, 0, 0, 0, 0), old));
        old[3] += 4;
        assertArrayEquals(new long[] {0, 4}, charge(300, row(1, 0, 0, 0, 0), old));
    }

    @Test
    void nobodyIsChargedMoreThanTheLimit() {
        baseline(100, row(1, 0, 0, 0, 0));
        fill(rates.next(200), row(1, 0, 0, 5000, 0));
        assertEquals(200, rates.charge(200)[0]);
    }

    @Test
    void parentsThatPointAtEachOtherEndTheWalk() {
        baseline(100, row(5, 6, 1, 10, 0), row(6, 5, 1, 10, 0), row(9, 0, 0, 0, 0));
        assertArrayEquals(new long[] {1}, charge(200, row(9, 0, 0, 1, 0)));
    }

    @Test
    void eachTickIsChargedOnceInARandomTree() {
        long seed = System.nanoTime();
        System.out.println("CpuRatesTest seed " + seed);
        eachTickIsChargedOnce(seed);
    }

    /** A debt taken whole by a high ancestor once left another debt without room. */
    @Test
    void eachTickIsChargedOnceInTreesThatWentWrongBefore() {
        eachTickIsChargedOnce(3_634_766_827_933L);
    }

    private static void eachTickIsChargedOnce(long seed) {
        var random = new SplittableRandom(seed);
        for (int run = 0; run < RUNS; run++) {
            var machine = new SimulatedMachine(random.split());
            for (int i = 0; i < 300; i++) machine.step();
            var here = new CpuRates();
            scan(machine, here.next(machine.clock));
            here.baseline();
            long before = machine.spent;
            long charged = 0;
            for (int sample = 0; sample < 30; sample++) {
                machine.clock++;
                int events = random.nextInt(400);
                for (int i = 0; i < events; i++) machine.step();
                Generation table = here.next(machine.clock);
                scan(machine, table);
                int size = table.size();
                for (long ticks : Arrays.copyOf(here.charge(NO_LIMIT), size)) {
                    assertTrue(ticks >= 0);
                    charged += ticks;
                }
                assertEquals(machine.spent - before, charged, "seed " + seed + " sample " + sample);
            }
        }
    }

    @Test
    void ticksAreConservedWhenTheMachineMovesOnDuringTheScan() {
        long seed = System.nanoTime();
        System.out.println("CpuRatesTest (moving) seed " + seed);
        var random = new SplittableRandom(seed);
        long spent = 0;
        long charged = 0;
        for (int run = 0; run < RUNS; run++) {
            var machine = new SimulatedMachine(random.split());
            for (int i = 0; i < 300; i++) machine.step();
            var here = new CpuRates();
            scan(machine, here.next(machine.clock));
            here.baseline();
            spent -= machine.spent;
            for (int sample = 0; sample < 32; sample++) {
                machine.clock++;
                boolean moving = sample < 30;
                for (int i = 0; moving && i < 200; i++) machine.step();
                Generation table = here.next(machine.clock);
                movingScan(machine, table, moving ? random : null);
                int size = table.size();
                charged += Arrays.stream(here.charge(NO_LIMIT), 0, size).sum();
            }
            spent += machine.spent;
        }
        assertTrue(
                Math.abs(spent - charged) <= spent / 200,
                charged + " of " + spent + ", seed " + seed);
    }

    private static void scan(SimulatedMachine machine, Generation table) {
        for (Task task : machine.tasks.values()) machine.note(task, table);
    }

    private static void movingScan(
            SimulatedMachine machine,
            Generation table,
            @org.jspecify.annotations.Nullable SplittableRandom random) {
        machine.clock++;
        for (long pid : List.copyOf(machine.tasks.keySet())) {
            if (random != null && random.nextInt(5) == 0) machine.step();
            Task task = machine.tasks.get(pid);
            if (task != null) machine.note(task, table);
        }
    }
}
