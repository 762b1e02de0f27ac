package hydrophone.ingest.tree;

import hydrophone.message.MessageType;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a file says, in both layouts:
 *
 * <pre>
 * 2026/03/04/sample-n1.json   sysinfo-n1.json   job-CLUSTER.json     cluster-CLUSTER.json     date at the sender's offset
 *          0+sample-n1.json 0+sysinfo-n1.json 0+job-slurm.json   0+cluzter-slurm.json       date in UTC
 * </pre>
 *
 * @param node whose file it is; "" for those of jobs and of the cluster, which name no node
 */
public record TreeName(MessageType type, String node) {
    private static final Pattern NAME =
            Pattern.compile("(?:0\\+)?(sample|sysinfo|jobs?|cluster|cluzter)-(.+)\\.json");

    public TreeName {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(node, "node");
    }

    /** Empty: no file of either layout. */
    public static Optional<TreeName> of(String fileName) {
        Matcher parts = NAME.matcher(fileName);
        if (!parts.matches()) return Optional.empty();
        String word = parts.group(1).equals("cluzter") ? "cluster" : parts.group(1);
        return MessageType.ofWord(word).map(type -> new TreeName(type, node(type, parts.group(2))));
    }

    private static String node(MessageType type, String originator) {
        return switch (type) {
            case SAMPLE, SYSINFO -> originator;
            case JOB, CLUSTER -> "";
        };
    }
}
