package hydrophone.message;

import java.util.Optional;

/**
 * The four kinds of message: topic suffix, {@code data.type} word and attribute record of each.
 * Nobody else holds such a table.
 */
public enum MessageType {
    SAMPLE("sample", SampleAttributes.class),
    SYSINFO("sysinfo", SysinfoAttributes.class),
    /**
     * Written as {@code job}; an early prototype of Sonar (and its documents) said {@code jobs},
     * which is read too.
     */
    JOB("job", JobsAttributes.class),
    CLUSTER("cluster", ClusterAttributes.class);

    private final String word;
    private final Class<? extends Attributes> attributes;

    MessageType(String word, Class<? extends Attributes> attributes) {
        this.word = word;
        this.attributes = attributes;
    }

    /** The suffix of the topic and the value of {@code data.type}. */
    public String word() {
        return word;
    }

    public Class<? extends Attributes> attributes() {
        return attributes;
    }

    /** The type with this word; {@code jobs} counts as {@code job}. */
    public static Optional<MessageType> ofWord(String word) {
        if (word.equals("jobs")) return Optional.of(JOB);
        for (MessageType type : values()) {
            if (type.word.equals(word)) return Optional.of(type);
        }
        return Optional.empty();
    }
}
