package hydrophone.topic;

import hydrophone.message.MessageType;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The topics of one cluster: {@code [<prefix>.]<cluster>.<type>} for data, {@code
 * [<prefix>.]<cluster>.control.<role>} for control. Nobody else puts topic names together.
 *
 * <p>Both names are of letters, digits, {@code .}, {@code _} and {@code -}, and short enough for
 * Kafka's limit of 249 characters; anything else is an IllegalArgumentException that says so.
 *
 * @param prefix "" for none
 * @param cluster canonical name, may hold dots
 */
public record ClusterTopics(String prefix, String cluster) {
    private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9._-]+");
    private static final String LONGEST_TAIL = "control.master";

    /** Kafka's own limit, as broker folders are named after topics. */
    private static final int MOST_CHARACTERS = 249;

    public ClusterTopics {
        Objects.requireNonNull(prefix, "prefix");
        Objects.requireNonNull(cluster, "cluster");
        if (!prefix.isEmpty()) check("topic prefix", prefix);
        check("cluster name", cluster);
        int longest = head(prefix, cluster).length() + LONGEST_TAIL.length();
        if (longest > MOST_CHARACTERS) {
            throw new IllegalArgumentException(
                    "topic prefix and cluster name make topics of "
                            + longest
                            + " characters, Kafka takes at most "
                            + MOST_CHARACTERS);
        }
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
        return head(prefix, cluster);
    }

    private static String head(String prefix, String cluster) {
        return (prefix.isEmpty() ? "" : prefix + ".") + cluster + ".";
    }

    private static void check(String what, String name) {
        if (LEGAL.matcher(name).matches() && !name.contains("..")) return;
        throw new IllegalArgumentException(
                what + ": expected letters, digits, '.', '_' and '-', no '..'");
    }
}
