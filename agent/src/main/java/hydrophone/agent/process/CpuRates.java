package hydrophone.agent.process;

import java.util.Arrays;

/**
 * Charges each tick of CPU time once, to one process, in the sample after it was spent.
 *
 * <p>The kernel gives two counters a process: <i>own</i> (its threads) and <i>reaped</i>: when a
 * parent waits for a child that has ended, the child's own and reaped ticks are added to the
 * parent's reaped ones. So over all living processes own + reaped is the time ever spent, and its
 * rise between two scans is what there is to charge:
 *
 * <ol>
 *   <li>A process seen at both scans is charged the rise of own and of reaped. One born in between
 *       is charged both counters whole, even though it lived for part of the interval only.
 *   <li>A process that has gone was charged own + reaped up to the last scan already, and with its
 *       end that same amount came up again in the reaped counter of whoever waited for it. The
 *       amount is a <i>debt</i> of its parent: it is taken off the rise of the parent's reaped
 *       counter. What the child spent after the last scan remains, and is charged to the parent.
 *   <li>If its parent has ended, too, the child may have been adopted and waited for by an ancestor
 *       further up (a subreaper such as slurmstepd, or init). The debt is then that of the first
 *       ancestor whose rise holds all of it, or is shared by them from below. If the parent lives,
 *       nobody else can have waited.
 *   <li>A debt still not covered is kept for one more scan: the scan reads one process after the
 *       other, parents mostly first, and the child may have been waited for just after its parent
 *       was read. Then it is dropped: a parent that ignores SIGCHLD never gets its children's
 *       ticks, and nobody does.
 * </ol>
 *
 * <p>Processes are told apart by pid and start time, so a pid used again is a new process. A
 * process that is older than the last scan but was not in it (its file could not be read) starts
 * from now: nothing is charged. The kernel cuts each counter to whole ticks, so a child that is
 * waited for may be charged up to four ticks less or more than it spent; nothing is ever negative.
 *
 * <p>A charge above the limit (what all cores can do in the interval) is cut to it: it cannot be
 * time of this interval. Not thread-safe; no garbage once the tables have grown.
 */
final class CpuRates {
    private Generation before = new Generation();
    private Generation now = new Generation();

    /** By row of {@code now}: what is charged, and what of reaped is not yet explained. */
    private long[] charge = new long[0];

    private long[] rise = new long[0];
    private long[] riseKept = new long[0];

    /** By row of {@code now}: debts of children whose parent is this row; debts come from below. */
    private long[] debt = new long[0];

    private long[] adopted = new long[0];
    private long[] adoptedKept = new long[0];

    /** By row of {@code before}: what was left of the two at the scan before. */
    private long[] oldDebt = new long[0];

    private long[] oldAdopted = new long[0];

    /** What to fill at the next scan; {@link #charge} or {@link #baseline} takes it. */
    Generation next(long uptimeTicks) {
        now.begin(uptimeTicks);
        return now;
    }

    /** Forgets all of it and gives the memory back: whoever is seen next is charged nothing yet. */
    void release() {
        now.release();
        before.release();
        charge = new long[0];
        rise = charge;
        riseKept = charge;
        debt = charge;
        adopted = charge;
        adoptedKept = charge;
        oldDebt = charge;
        oldAdopted = charge;
    }

    /** The last one filled. */
    Generation last() {
        return before;
    }

    /** Takes the filled table as the starting point; nothing is charged. */
    void baseline() {
        Generation.link(before, now);
        swap();
        oldDebt = new long[before.size()];
        oldAdopted = new long[before.size()];
    }

    /**
     * Charges what was spent since the table before.
     *
     * @param limit ticks that no process can have spent
     * @return ticks by row of the table just filled; valid until the next call
     */
    long[] charge(long limit) {
        clear();
        Generation.link(before, now);
        for (int row = 0; row < now.size(); row++) rises(row);
        for (int row = 0; row < before.size(); row++) {
            if (before.other(row) < 0) inherit(row);
        }
        coverByParents();
        coverByAncestors();
        for (int row = 0; row < now.size(); row++) {
            charge[row] = Math.min(limit, charge[row] + rise[row]);
        }
        keepUncovered();
        swap();
        return charge;
    }

    private void clear() {
        if (charge.length < now.size()) {
            charge = new long[now.room()];
            rise = new long[now.room()];
            debt = new long[now.room()];
            adopted = new long[now.room()];
        }
        Arrays.fill(debt, 0, now.size(), 0);
        Arrays.fill(adopted, 0, now.size(), 0);
    }

    private void rises(int row) {
        int old = now.other(row);
        if (old >= 0) {
            charge[row] = Math.max(0, now.own(row) - before.own(old));
            rise[row] = Math.max(0, now.reaped(row) - before.reaped(old));
        } else if (now.start(row) >= before.unseenSince(now.pid(row))) {
            charge[row] = now.own(row);
            rise[row] = now.reaped(row);
        } else {
            charge[row] = 0;
            rise[row] = 0;
        }
    }

    /** Lays what a gone process was charged, and what it owed itself, upon who stands above it. */
    private void inherit(int gone) {
        long amount = before.own(gone) + before.reaped(gone) + oldDebt[gone] + oldAdopted[gone];
        int heir = before.row(before.ppid(gone));
        if (heir < 0) return;
        int row = before.other(heir);
        if (row >= 0 && !now.is(row, Generation.ZOMBIE)) {
            debt[row] += amount;
            return;
        }
        if (row < 0) heir = remainingAncestor(heir);
        if (heir >= 0) adopted[before.other(heir)] += amount;
    }

    private void coverByParents() {
        for (int row = 0; row < now.size(); row++) {
            int old = now.other(row);
            if (old >= 0) cover(row, oldDebt[old]);
            debt[row] = cover(row, debt[row]);
        }
    }

    /**
     * First each debt whole, which finds the one that adopted; if some debt then finds no room, all
     * of them from below, which covers whatever can be covered.
     */
    private void coverByAncestors() {
        if (riseKept.length < now.size()) {
            riseKept = new long[now.room()];
            adoptedKept = new long[now.room()];
        }
        System.arraycopy(rise, 0, riseKept, 0, now.size());
        System.arraycopy(adopted, 0, adoptedKept, 0, now.size());
        if (coverAdopted(true)) return;
        System.arraycopy(riseKept, 0, rise, 0, now.size());
        System.arraycopy(adoptedKept, 0, adopted, 0, now.size());
        coverAdopted(false);
    }

    /** The chain is that of the table before: whoever adopts was an ancestor then. */
    private boolean coverAdopted(boolean whole) {
        boolean all = true;
        for (int row = 0; row < now.size(); row++) {
            int old = now.other(row);
            if (old < 0) continue;
            coverUpward(old, oldAdopted[old], whole);
            adopted[row] = coverUpward(old, adopted[row], whole);
            all &= adopted[row] == 0;
        }
        return all;
    }

    /** By the first one whose rise holds all of it, or by as many as it takes. */
    private long coverUpward(int from, long amount, boolean whole) {
        long rest = amount;
        int up = from;
        for (int i = 0; up >= 0 && rest > 0 && i < before.size(); i++) {
            int ancestor = before.other(up);
            if (!whole || rise[ancestor] >= rest) rest = cover(ancestor, rest);
            up = remainingAncestor(up);
        }
        return rest;
    }

    /** The row in {@code before} of the next ancestor up that is still there, -1 = none. */
    private int remainingAncestor(int row) {
        int up = before.row(before.ppid(row));
        for (int i = 0; up >= 0 && i < before.size(); i++) {
            if (before.other(up) >= 0) return up;
            up = before.row(before.ppid(up));
        }
        return -1;
    }

    /** Takes a debt off a row's rise; returns what is left of the debt. */
    private long cover(int row, long amount) {
        long covered = Math.min(rise[row], amount);
        rise[row] -= covered;
        return amount - covered;
    }

    private void keepUncovered() {
        if (oldDebt.length < now.size()) {
            oldDebt = new long[charge.length];
            oldAdopted = new long[charge.length];
        }
        System.arraycopy(debt, 0, oldDebt, 0, now.size());
        System.arraycopy(adopted, 0, oldAdopted, 0, now.size());
    }

    private void swap() {
        Generation filled = now;
        now = before;
        before = filled;
    }
}
