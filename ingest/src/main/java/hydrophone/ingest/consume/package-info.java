/**
 * From the topics of one cluster to its store: {@link hydrophone.ingest.consume.TopicConsumer}
 * polls, {@link hydrophone.ingest.consume.Inbox} judges each record, the store takes the batch in
 * one transaction together with the offsets. Kafka's types stay in this package.
 */
@NullMarked
package hydrophone.ingest.consume;

import org.jspecify.annotations.NullMarked;
