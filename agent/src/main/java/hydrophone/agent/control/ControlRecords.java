package hydrophone.agent.control;

import hydrophone.hosts.NodeRange;
import hydrophone.topic.ControlMessage;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/** What a record of a control topic means to a node. Never fails, whatever the bytes. */
final class ControlRecords {
    /** The header that narrows a message to some nodes: names and node lists ({@code c1-[1-9]}). */
    static final String NODE = "node";

    /** Longer ones are cut: they are none of ours. */
    private static final int LONGEST = 256;

    private static final int LONGEST_LIST = 16 << 10;

    private final String node;

    ControlRecords(String node) {
        this.node = node;
    }

    /** Whether no header {@code node} is there, or one of them names ours. */
    boolean isForUs(ConsumerRecord<byte[], byte[]> record) {
        boolean narrowed = false;
        for (Header header : record.headers().headers(NODE)) {
            narrowed = true;
            if (names(header.value())) return true;
        }
        return !narrowed;
    }

    private boolean names(byte @Nullable [] list) {
        if (list == null || list.length > LONGEST_LIST) return false;
        try {
            return NodeRange.contains(new String(list, StandardCharsets.UTF_8).strip(), node);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    ControlMessage message(ConsumerRecord<byte[], byte[]> record) {
        return ControlMessage.parse(text(record.key()), text(record.value()));
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        if (bytes == null) return null;
        return new String(bytes, 0, Math.min(bytes.length, LONGEST), StandardCharsets.UTF_8);
    }
}
