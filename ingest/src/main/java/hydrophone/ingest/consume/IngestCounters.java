package hydrophone.ingest.consume;

import hydrophone.ingest.store.Outcome;
import hydrophone.message.MessageType;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.concurrent.atomic.LongAdder;

/** What this run of ingest has done with its records. Counted by one thread, read by any. */
final class IngestCounters {
    private final Map<MessageType, LongAdder> stored = new EnumMap<>(MessageType.class);
    private final LongAdder bytes = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final LongAdder deadLetters = new LongAdder();
    private final LongAdder remarked = new LongAdder();

    IngestCounters() {
        for (MessageType type : MessageType.values()) stored.put(type, new LongAdder());
    }

    /** One record, whose value has so many bytes. */
    void count(MessageType type, Outcome outcome, boolean odd, long size) {
        switch (outcome) {
            case STORED -> adder(type).increment();
            case REPEATED -> repeated.increment();
            case DEAD_LETTER -> deadLetters.increment();
        }
        if (odd) remarked.increment();
        bytes.add(size);
    }

    long stored(MessageType type) {
        return adder(type).sum();
    }

    long bytes() {
        return bytes.sum();
    }

    long repeated() {
        return repeated.sum();
    }

    long deadLetters() {
        return deadLetters.sum();
    }

    long remarked() {
        return remarked.sum();
    }

    private LongAdder adder(MessageType type) {
        return Objects.requireNonNull(stored.get(type));
    }

    /** One line: {@code stored sample=12 sysinfo=1 …}. */
    @Override
    public String toString() {
        StringJoiner line = new StringJoiner(" ", "stored ", "");
        for (MessageType type : MessageType.values()) line.add(type.word() + "=" + stored(type));
        return String.format(
                Locale.ROOT,
                "%s, repeated=%d dead_letters=%d odd=%d",
                line,
                repeated(),
                deadLetters(),
                remarked());
    }
}
