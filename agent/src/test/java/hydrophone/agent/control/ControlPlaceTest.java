package hydrophone.agent.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class ControlPlaceTest {
    private static final TopicPartition PARTITION = new TopicPartition("c.no.control.node", 0);

    private final ControlPlace place = new ControlPlace();

    @Test
    void whatWasThereBefore_isCounted_atMostAHundred() {
        assertEquals(205, place.start(PARTITION, 3, 305));
        assertTrue(place.isFromBefore(PARTITION, 304));
        assertFalse(place.isFromBefore(PARTITION, 305));
    }

    /** One sent while the connection was made anew is obeyed, those before it are not again. */
    @Test
    void anotherConnection_goesOnWhereTheOneBeforeStopped() {
        assertEquals(0, place.start(PARTITION, 0, 1));
        assertTrue(place.isFromBefore(PARTITION, 0));
        assertFalse(place.isFromBefore(PARTITION, 1));
        assertEquals(2, place.start(PARTITION, 0, 3));
        assertFalse(place.isFromBefore(PARTITION, 2));
    }

    @Test
    void topicThatWasNotThere_isNewsFromItsFirstMessage() {
        place.missing();
        assertEquals(0, place.start(PARTITION, 0, 4));
        assertFalse(place.isFromBefore(PARTITION, 0));
    }

    @Test
    void topicThatWasMadeAnew_isNewsToo() {
        assertEquals(0, place.start(PARTITION, 0, 4));
        for (int i = 0; i < 4; i++) assertTrue(place.isFromBefore(PARTITION, i));
        assertFalse(place.isFromBefore(PARTITION, 0));
    }
}
