package hydrophone.ingest.consume;

import hydrophone.ingest.store.Position;
import hydrophone.ingest.store.StreamEvent;
import hydrophone.ingest.store.StreamEvent.Kind;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * Where to read a partition from.
 *
 * @param offset the first record to read
 * @param event what the stream did since we read last; null = nothing
 */
record StartPoint(long offset, @Nullable StreamEvent event) {

    /**
     * Decides by what is stored and what the broker holds. A topic never read before is read from
     * its first record; records that come again are absorbed by the store's keys.
     *
     * @param begin offset of the first record that the broker holds
     * @param end offset after the last one
     * @param now Unix seconds
     */
    static StartPoint of(
            @Nullable Position stored,
            String topic,
            int partition,
            String topicId,
            long begin,
            long end,
            long now) {
        if (stored == null) return new StartPoint(begin, null);
        long next = stored.next();
        Kind kind;
        String detail;
        if (!stored.topicId().equals(topicId)) {
            kind = Kind.RECREATED;
            detail = "the topic was made anew; read from its first record, we had come to " + next;
        } else if (next < begin) {
            kind = Kind.RETENTION;
            detail = (begin - next) + " records were removed before they were read";
        } else if (next > end) {
            kind = Kind.TRUNCATED;
            detail =
                    String.format(
                            Locale.ROOT,
                            "the topic ends at %d, we had come to %d; read again",
                            end,
                            next);
        } else {
            return new StartPoint(next, null);
        }
        StreamEvent event = new StreamEvent(topic, partition, now, kind, next, begin, detail);
        return new StartPoint(begin, event);
    }
}
