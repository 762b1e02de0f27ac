package hydrophone.agent.daemon;

import hydrophone.message.MessageType;

import java.util.EnumMap;
import java.util.Map;

/** The running numbers of a run's messages, from 1 for each type. For one {@link Envelopes}. */
public final class RunNumbers {
    private final Map<MessageType, Long> numbers = new EnumMap<>(MessageType.class);

    /** The last one used, 0 = none. */
    long last(MessageType type) {
        return numbers.getOrDefault(type, 0L);
    }

    /** The next one, which is used now. */
    long use(MessageType type) {
        return numbers.merge(type, 1L, Long::sum);
    }

    /** What was used after this one was not sent. */
    void back(MessageType type, long last) {
        numbers.put(type, last);
    }
}
