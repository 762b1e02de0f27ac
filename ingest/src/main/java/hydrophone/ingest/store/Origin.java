package hydrophone.ingest.store;

/**
 * What a message was when it first came, kept by an export that rebuilt it from the store: its
 * content is the same, its bytes are not.
 *
 * @param digest of the bytes that came first, as in {@code node_sample} and {@code job_batch}
 * @param jobs elements that it had in its list of jobs: of Slurm's records those that say nothing
 *     new are not exported, and a sample's are joined
 */
public record Origin(long digest, long jobs) {}
