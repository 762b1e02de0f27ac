package hydrophone.message;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;

/**
 * Partitions and node states as the batch system sees them ({@code data.type = "cluster"}). All
 * members are always written. There is no node: the Kafka key names the sender.
 *
 * @param slurm true: the batch system is Slurm
 */
public record ClusterAttributes(
        OffsetDateTime time,
        String cluster,
        boolean slurm,
        List<Partition> partitions,
        List<NodeGroup> nodes)
        implements Attributes {

    public ClusterAttributes {
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(cluster, "cluster");
        partitions = List.copyOf(partitions);
        nodes = List.copyOf(nodes);
    }

    /**
     * A partition.
     *
     * @param name without sinfo's {@code *} for the default partition
     * @param nodes node ranges; [] for an empty partition
     */
    public record Partition(String name, List<String> nodes) {
        public Partition {
            Objects.requireNonNull(name, "name");
            nodes = List.copyOf(nodes);
        }
    }

    /**
     * Nodes in the same state.
     *
     * @param names node ranges
     * @param states upper case, Slurm's order: {@code MIXED}, {@code DRAIN}, …
     */
    public record NodeGroup(List<String> names, List<String> states) {
        public NodeGroup {
            names = List.copyOf(names);
            states = List.copyOf(states);
        }
    }
}
