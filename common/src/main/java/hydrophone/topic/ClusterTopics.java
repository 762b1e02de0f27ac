package hydrophone.topic;

import hydrophone.message.MessageType;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The topics of one cluster: {@code [<prefix>.]<cluster>.<type>} for data, {@code
 * [<prefix>.]<cluster>.control.<role>} for control. Nobody else puts topic names together.
 *
 * @param prefix "" for none
 * @param cluster canonical name, may hold dots
 */
public record ClusterTopics(String prefix, String cluster) {

    public ClusterTopics {
        Objects.requireNonNull(prefix, "prefix");
        Objects.requireNonNull(cluster, "cluster");
        if (cluster.isEmpty()) throw new IllegalArgumentException("empty cluster name");
    }

    public ClusterTopics(String cluster) {
        this("", cluster);
    }

    public String data(MessageType type) {
        return head() + type.word();
    }

    public String control(Role role) {
        return head() + "control." + role.word();
    }

    /** The four data topics, in the order of {@link MessageType}. */
    public Map<String, MessageType> data() {
        Map<String, MessageType> topics = new LinkedHashMap<>();
        for (MessageType type : MessageType.values()) topics.put(data(type), type);
        return topics;
    }

    private String head() {
        return (prefix.isEmpty() ? "" : prefix + ".") + cluster + ".";
    }
}
