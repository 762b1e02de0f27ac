package hydrophone.agent.collect;

import hydrophone.message.JobsAttributes;
import hydrophone.message.SlurmJob;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Cuts one observation's records into messages that share its time: as many records as are wanted,
 * and never more than {@value #MAX_BYTES} bytes, so that a broker with default settings takes each.
 */
final class JobBatch {
    static final int MAX_BYTES = 900_000;

    /** What goes around the records, but for the cluster's name. */
    private static final int ENVELOPE = 4096;

    private final OffsetDateTime time;
    private final String cluster;
    private final int most;
    private final int room;
    private final Feed feed;
    private final Supplier<Receipt> receipts;
    private final Consumer<String> unreadable;
    private List<SlurmJob> jobs = new ArrayList<>();
    private int bytes;

    /**
     * @param most records in a message, if there is a limit
     * @param receipts one for each message
     * @param unreadable is told of a record that no message can hold
     */
    JobBatch(
            OffsetDateTime time,
            String cluster,
            OptionalInt most,
            Feed feed,
            Supplier<Receipt> receipts,
            Consumer<String> unreadable) {
        this.time = time;
        this.cluster = cluster;
        this.most = most.orElse(Integer.MAX_VALUE);
        this.room = MAX_BYTES - ENVELOPE - JobSize.encoded(cluster);
        this.feed = feed;
        this.receipts = receipts;
        this.unreadable = unreadable;
    }

    void add(SlurmJob job) throws InterruptedException {
        int size = JobSize.most(job);
        if (size > room) {
            unreadable.accept(
                    "job " + job.jobId() + ": " + size + " bytes, more than a message may have");
            return;
        }
        if (bytes + size > room || jobs.size() >= most) send();
        jobs.add(job);
        bytes += size;
    }

    /**
     * Sends what is left; that is something if there was any record.
     *
     * @param heartbeat a message without records if there was none
     */
    void finish(boolean heartbeat) throws InterruptedException {
        if (!jobs.isEmpty() || heartbeat) send();
    }

    private void send() throws InterruptedException {
        var message = new JobsAttributes(time, cluster, jobs);
        jobs = new ArrayList<>();
        bytes = 0;
        Receipt receipt = receipts.get();
        boolean taken = false;
        try {
            feed.message(message, List.of(), receipt);
            taken = true;
        } finally {
            if (!taken) receipt.lost();
        }
    }
}
