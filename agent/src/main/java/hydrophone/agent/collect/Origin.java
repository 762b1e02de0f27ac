package hydrophone.agent.collect;

import java.util.Objects;

/**
 * Who observes.
 *
 * @param cluster "" in a one-shot command without {@code --cluster}
 * @param node this machine's name, cut at the first dot if {@code hostname-only}
 */
public record Origin(String cluster, String node) {
    public Origin {
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(node, "node");
    }
}
