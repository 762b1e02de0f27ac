package hydrophone.agent.collect;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which records were sent, when, and with what content, so that only news is sent again. It lives
 * in memory: a new run sends everything.
 *
 * <p>A record is news when it was never sent, when its content differs from what was sent, and,
 * while it can still change, when it would not be heard of for longer than the refresh time. A
 * change of its requested resources counts only where they are known: scontrol forgets a job
 * minutes after its end.
 *
 * <p>The price: 32 bytes a slot, 45 to 90 bytes a record, half as much again while it grows; 12 MiB
 * for 100,000 records. Of more than 730,000, as a week of a busy cluster may have after an outage,
 * the others are not remembered, and news each time. Two records are taken for one with a chance of
 * 2^-64 a pair, two texts of requested resources with one of 2^-32. One thread.
 */
final class SentRecords {
    private static final long BYTES = 8 + 8 + 4 + 4 + 4 + 4;
    private static final int FIRST = 1024;

    /** Slots at most: 32 MiB, 730,000 records. */
    private static final int MOST = 1 << 20;

    private static final long EPOCH = 1_577_836_800;
    private static final int NEVER = Integer.MIN_VALUE;

    private final long patience;

    /** Open addressing with linear probing; a slot whose {@code seen} is 0 is free. */
    private long[] keys = {};

    private long[] contents = {};
    private int[] requests = {};

    /** Seconds since 2020. */
    private int[] sentAt = {};

    /** The number of the call of sacct that showed it last. */
    private int[] seen = {};

    /** Of which job, where its state can still change; else 0. Slurm's numbers have 32 bits. */
    private int[] live = {};

    private int size;
    private int call;
    private int firstCall;

    /**
     * @param refresh a live record is sent again when it would be unsent for longer
     * @param cadence until the next chance to send it
     */
    SentRecords(Duration refresh, Duration cadence) {
        this.patience = refresh.minus(cadence).toSeconds();
        allocate(FIRST);
    }

    /** A new observation begins. */
    void begin() {
        firstCall = call + 1;
    }

    /**
     * Another call of sacct begins; what an earlier one of this observation showed may come again.
     */
    void nextCall() {
        call++;
    }

    /** From now on everything is news. */
    void clear() {
        allocate(FIRST);
    }

    /**
     * Jobs that were told of as live, and not shown since {@link #begin}: how they ended was told
     * to slurmdbd so late that it lies before what sacct was asked for. Each once, at most so many.
     */
    List<Long> vanished(int most) {
        Set<Long> jobs = new LinkedHashSet<>();
        for (int i = 0; i < seen.length && jobs.size() < most; i++) {
            boolean unseen = seen[i] > 0 && seen[i] < firstCall;
            if (unseen && live[i] != 0) jobs.add(Integer.toUnsignedLong(live[i]));
        }
        return List.copyOf(jobs);
    }

    /** All that there is was shown since {@link #begin}; the rest does not come again. */
    void forgetUnseen() {
        int left = 0;
        for (int number : seen) {
            if (number >= firstCall) left++;
        }
        rebuild(capacity(left), firstCall);
    }

    int size() {
        return size;
    }

    /** What the memory takes now. */
    long bytes() {
        return keys.length * BYTES;
    }

    /**
     * True if the record is to be sent; it counts as sent then.
     *
     * @param requested "" = not known
     * @param live the number of its job, if its state can still change; else 0
     */
    boolean isNews(long key, long content, String requested, long live, Instant now) {
        int request = hash(requested);
        int second = (int) (now.getEpochSecond() - EPOCH);
        int slot = slot(key);
        if (seen[slot] == 0) {
            if (!isFull()) insert(slot, key, content, request, (int) live, second);
            return true;
        }
        boolean again = seen[slot] == call;
        seen[slot] = call;
        this.live[slot] = (int) live;
        boolean changed = contents[slot] != content || differs(request, requests[slot]);
        if (changed && sentAt[slot] == second && !again) {
            // An earlier call of this observation showed it otherwise, and that is on its way with
            // this very time: a reader could not tell which of the two is the newer one.
            sentAt[slot] = NEVER;
            return false;
        }
        if (!changed && !isDue(sentAt[slot], live != 0, second)) return false;
        contents[slot] = content;
        requests[slot] = request;
        sentAt[slot] = second;
        return true;
    }

    /** 0 for "" alone. Not the text's own, by which many that differ a little are alike. */
    private static int hash(String text) {
        if (text.isEmpty()) return 0;
        int hash = 0x811C9DC5;
        for (int i = 0; i < text.length(); i++) hash = (hash ^ text.charAt(i)) * 0x01000193;
        return hash == 0 ? 1 : hash;
    }

    private static boolean differs(int request, int before) {
        return request != 0 && request != before;
    }

    /** Also if it was sent in what is now the future: the clock was set back. */
    private boolean isDue(int sent, boolean live, int second) {
        if (sent == NEVER) return true;
        return live && (second < sent || second - sent > patience);
    }

    private boolean isFull() {
        return size >= limit(MOST);
    }

    private void insert(int slot, long key, long content, int request, int job, int second) {
        keys[slot] = key;
        contents[slot] = content;
        requests[slot] = request;
        sentAt[slot] = second;
        seen[slot] = call;
        live[slot] = job;
        size++;
        if (size > limit(keys.length) && !isFull()) rebuild(keys.length * 2, 1);
    }

    /** Of the key, or the free one where it belongs. */
    private int slot(long key) {
        int mask = keys.length - 1;
        long mixed = key * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed >>> 32) & mask;
        while (seen[slot] != 0 && keys[slot] != key) slot = (slot + 1) & mask;
        return slot;
    }

    private static int limit(int capacity) {
        return capacity / 10 * 7;
    }

    private static int capacity(int records) {
        int capacity = FIRST;
        while (limit(capacity) < records) capacity *= 2;
        return capacity;
    }

    private void rebuild(int capacity, int oldest) {
        long[] oldKeys = keys;
        long[] oldContents = contents;
        int[] oldRequests = requests;
        int[] oldSentAt = sentAt;
        int[] oldSeen = seen;
        int[] oldLive = live;
        allocate(capacity);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldSeen[i] == 0 || oldSeen[i] < oldest) continue;
            int slot = slot(oldKeys[i]);
            keys[slot] = oldKeys[i];
            contents[slot] = oldContents[i];
            requests[slot] = oldRequests[i];
            sentAt[slot] = oldSentAt[i];
            seen[slot] = oldSeen[i];
            live[slot] = oldLive[i];
            size++;
        }
    }

    private void allocate(int capacity) {
        keys = new long[capacity];
        contents = new long[capacity];
        requests = new int[capacity];
        sentAt = new int[capacity];
        seen = new int[capacity];
        live = new int[capacity];
        size = 0;
    }
}
