package hydrophone.message;

import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * The processes of one user in one job on one node.
 *
 * @param job the Slurm job id (raw, never {@code 47_10}), else the process group's id, 0 = unknown;
 *     always
 * @param user login name, {@code _user_<uid>} or {@code _user_unknown}; always
 * @param epoch names the boot that a process group belongs to: seconds from 2020-01-01Z to the
 *     node's boot, at least 1; 0 (left out) for Slurm jobs
 * @param processes sorted by pid; always, never empty from us; not copied: thousands of them are
 *     made while they are written, and whoever makes a job gives its list away
 */
public record SampleJob(long job, String user, long epoch, List<SampleProcess> processes) {
    public SampleJob {
        Objects.requireNonNull(user, "user");
        processes = Collections.unmodifiableList(processes);
    }
}
