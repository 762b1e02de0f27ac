package hydrophone.agent.collect;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Which observations have arrived whole. One counts only when all before it have arrived, since it
 * leaves out what they hold; a loss spoils all that are on their way. Any thread.
 */
final class Deliveries {
    private final Deque<Shipment> open = new ArrayDeque<>();
    private boolean lost;

    /** The messages of one observation; the receipt of each. */
    final class Shipment implements Receipt {
        private final Instant point;
        private int waiting;
        private boolean ended;
        private boolean counts;

        Shipment(Instant point, boolean counts) {
            this.point = point;
            this.counts = counts;
        }

        /** For one more message that is about to be handed over. */
        Receipt next() {
            synchronized (Deliveries.this) {
                waiting++;
            }
            return this;
        }

        /**
         * No more messages come.
         *
         * @param complete it holds all that there was
         */
        void end(boolean complete) {
            synchronized (Deliveries.this) {
                ended = true;
                counts &= complete;
            }
        }

        @Override
        public void accepted() {
            synchronized (Deliveries.this) {
                waiting--;
            }
        }

        @Override
        public void lost() {
            synchronized (Deliveries.this) {
                waiting--;
                spoil();
            }
        }
    }

    /** An observation begins. A loss that nobody has taken note of spoils it, too. */
    synchronized Shipment begin(Instant point) {
        var shipment = new Shipment(point, !lost);
        open.addLast(shipment);
        return shipment;
    }

    /** Something of what is on its way will not arrive. */
    synchronized void spoil() {
        lost = true;
        for (Shipment shipment : open) shipment.counts = false;
    }

    /** Whether anything was lost since the last call. */
    synchronized boolean takeLoss() {
        boolean was = lost;
        lost = false;
        return was;
    }

    /**
     * The newest observation that has arrived whole, as have all before it, since the last call.
     */
    synchronized Optional<Instant> takeArrived() {
        Optional<Instant> newest = Optional.empty();
        while (!open.isEmpty() && open.peekFirst().ended && open.peekFirst().waiting == 0) {
            Shipment first = open.removeFirst();
            if (first.counts) newest = Optional.of(first.point);
        }
        return newest;
    }
}
