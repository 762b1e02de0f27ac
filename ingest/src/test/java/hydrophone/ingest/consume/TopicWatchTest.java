package hydrophone.ingest.consume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;

final class TopicWatchTest {
    private static TopicPartitionInfo partition(int number, @Nullable Node leader) {
        return new TopicPartitionInfo(number, leader, List.of(), List.of());
    }

    /** Its broker is away: offsets could not be asked for, and the others would wait as well. */
    @Test
    void partitionWithoutALeader_isNotThereNow() {
        Node broker = new Node(1, "localhost", 9092);
        TopicDescription topic =
                new TopicDescription(
                        "c.no.sample",
                        false,
                        List.of(
                                partition(0, broker),
                                partition(1, null),
                                partition(2, Node.noNode())));
        assertEquals(List.of(new TopicPartition("c.no.sample", 0)), TopicWatch.led(topic));
    }
}
