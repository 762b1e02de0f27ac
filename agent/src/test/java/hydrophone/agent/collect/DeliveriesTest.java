package hydrophone.agent.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.collect.Deliveries.Shipment;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Optional;

class DeliveriesTest {
    private static final Instant FIRST = Instant.parse("2026-03-04T09:00:00Z");
    private static final Instant SECOND = FIRST.plusSeconds(300);

    private final Deliveries deliveries = new Deliveries();

    private Shipment sent(Instant point, int messages, boolean complete) {
        Shipment shipment = deliveries.begin(point);
        for (int i = 0; i < messages; i++) shipment.next();
        shipment.end(complete);
        return shipment;
    }

    @Test
    void anObservationHasArrived_whenItsLastMessageHas() {
        Shipment shipment = deliveries.begin(FIRST);
        Receipt one = shipment.next();
        one.accepted();
        assertEquals(Optional.empty(), deliveries.takeArrived(), "more may come");
        Receipt two = shipment.next();
        shipment.end(true);
        assertEquals(Optional.empty(), deliveries.takeArrived());
        two.accepted();
        assertEquals(Optional.of(FIRST), deliveries.takeArrived());
        assertEquals(Optional.empty(), deliveries.takeArrived(), "told once");
    }

    @Test
    void aLaterOneDoesNotCountBeforeAnEarlier() {
        Shipment first = sent(FIRST, 1, true);
        sent(SECOND, 1, true).accepted();
        assertEquals(Optional.empty(), deliveries.takeArrived());
        first.accepted();
        assertEquals(Optional.of(SECOND), deliveries.takeArrived());
    }

    @Test
    void anIncompleteOneDoesNotCount_andHoldsNobodyUp() {
        sent(FIRST, 0, false);
        assertEquals(Optional.empty(), deliveries.takeArrived());
        sent(SECOND, 0, true);
        assertEquals(Optional.of(SECOND), deliveries.takeArrived());
    }

    @Test
    void aLoss_spoilsAllThatIsOnItsWay_asTheyLeaveOutWhatItHeld() {
        Shipment first = sent(FIRST, 2, true);
        Shipment second = sent(SECOND, 1, true);
        first.lost();
        first.accepted();
        second.accepted();
        assertEquals(Optional.empty(), deliveries.takeArrived());
        assertTrue(deliveries.takeLoss());
        assertFalse(deliveries.takeLoss());
        sent(SECOND, 0, true);
        assertEquals(Optional.of(SECOND), deliveries.takeArrived());
    }

    @Test
    void aLossThatNobodyHasTakenNoteOf_spoilsTheNextOneToo() {
        sent(FIRST, 1, true).lost();
        sent(SECOND, 0, true);
        assertEquals(Optional.empty(), deliveries.takeArrived());
    }
}
