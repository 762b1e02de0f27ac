package hydrophone.agent.spool;

import hydrophone.message.MessageType;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Messages of one type and run that the spool had accepted and cannot deliver.
 *
 * @param run the run's id; "" = it can no longer be read
 * @param first smallest {@code seq} among them; 0 = it can no longer be read
 * @param last largest
 * @param messages how many
 * @param from time of the oldest observation among them; if that can no longer be read, when it was
 *     noticed
 * @param to likewise of the newest
 */
public record Loss(
        MessageType type,
        Reason reason,
        String run,
        long first,
        long last,
        long messages,
        Instant from,
        Instant to) {

    /** Why; the words stand in the file {@code losses} and in what is reported. */
    public enum Reason {
        /** The spool's cap, or the disk, was full, and the oldest had to go. */
        FULL("full"),
        /** Their bytes are no longer what was written. */
        DAMAGED("damaged");

        private final String word;

        Reason(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    public Loss {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
    }

    /** Both in one, where they are of one kind and leave no message out between them. */
    Optional<Loss> with(Loss other) {
        boolean kind = type == other.type && reason == other.reason && run.equals(other.run);
        boolean touch = first <= other.last + 1 && other.first <= last + 1;
        if (!kind || !touch) return Optional.empty();
        return Optional.of(
                new Loss(
                        type,
                        reason,
                        run,
                        Math.min(first, other.first),
                        Math.max(last, other.last),
                        messages + other.messages,
                        from.isBefore(other.from) ? from : other.from,
                        to.isAfter(other.to) ? to : other.to));
    }
}
