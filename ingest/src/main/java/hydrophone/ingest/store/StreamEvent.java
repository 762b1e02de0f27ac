package hydrophone.ingest.store;

import java.util.Objects;

/**
 * Something that the stream did to us; kept, so that a gap can be explained.
 *
 * @param t when it was noticed, Unix seconds
 * @param from first offset concerned
 * @param to first offset no longer concerned
 */
public record StreamEvent(
        String topic, int partition, long t, Kind kind, long from, long to, String detail) {

    /** The words stand in the table {@code stream_event}. */
    public enum Kind {
        /** Records were removed before we read them. */
        RETENTION("retention"),
        /** The topic has a new id: it was deleted and made again. */
        RECREATED("recreated"),
        /** The topic ends before the offset that we had reached. */
        TRUNCATED("truncated");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    public StreamEvent {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(detail, "detail");
    }
}
