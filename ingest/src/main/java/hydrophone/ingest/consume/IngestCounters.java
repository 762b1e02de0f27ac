package hydrophone.ingest.consume;

import hydrophone.ingest.store.Outcome;
import hydrophone.message.MessageType;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** What this run of ingest has done with its records. One thread. */
final class IngestCounters {
    private final Map<MessageType, Long> stored = new EnumMap<>(MessageType.class);
    private long repeated;
    private long deadLetters;
    private long remarked;

    /** One record. */
    void count(MessageType type, Outcome outcome, boolean odd) {
        switch (outcome) {
            case STORED -> stored.merge(type, 1L, Long::sum);
            case REPEATED -> repeated++;
            case DEAD_LETTER -> deadLetters++;
        }
        if (odd) remarked++;
    }

    long deadLetters() {
        return deadLetters;
    }

    /** One line: {@code stored sample=12 sysinfo=1 …}. */
    @Override
    public String toString() {
        StringJoiner line = new StringJoiner(" ", "stored ", "");
        for (MessageType type : MessageType.values()) {
            line.add(type.word() + "=" + stored.getOrDefault(type, 0L));
        }
        return String.format(
                Locale.ROOT,
                "%s, repeated=%d dead_letters=%d odd=%d",
                line,
                repeated,
                deadLetters,
                remarked);
    }
}
