package hydrophone.ingest.replay;

import hydrophone.ingest.tree.TreeName;
import hydrophone.message.MessageType;
import hydrophone.topic.ClusterTopics;

import java.util.Map;
import java.util.Optional;

/**
 * Which type of message a dead letter was to be: its topic says it, or the name of the file that it
 * was imported from.
 */
final class LetterType {
    private static final String IMPORTED = "import:";

    private final Map<String, MessageType> topics;

    LetterType(String cluster) {
        this.topics = new ClusterTopics(cluster).data();
    }

    static boolean isOfFile(String topic) {
        return topic.startsWith(IMPORTED);
    }

    /** A topic prefix may stand before; empty = another cluster's, or nothing that we read. */
    Optional<MessageType> of(String topic) {
        if (isOfFile(topic)) {
            String name = topic.substring(topic.lastIndexOf('/') + 1);
            return TreeName.of(name).map(TreeName::type);
        }
        return topics.entrySet().stream()
                .filter(e -> topic.equals(e.getKey()) || topic.endsWith("." + e.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
