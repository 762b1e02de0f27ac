package hydrophone.message;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;

/**
 * A snapshot, or one batch of a snapshot, of Slurm's jobs ({@code data.type = "job"}). Batches of
 * one snapshot share the time. There is no node: the Kafka key names the sender.
 *
 * @param slurmJobs one element per job step; always, [] is a heartbeat
 */
public record JobsAttributes(OffsetDateTime time, String cluster, List<SlurmJob> slurmJobs)
        implements Attributes {
    public JobsAttributes {
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(cluster, "cluster");
        slurmJobs = List.copyOf(slurmJobs);
    }
}
