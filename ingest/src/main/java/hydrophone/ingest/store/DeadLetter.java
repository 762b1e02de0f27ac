package hydrophone.ingest.store;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * A record that could not be stored, as it lies in the store.
 *
 * @param whole false: it was longer than what is kept of it
 */
public record DeadLetter(long id, String reason, boolean whole, Arrival arrival) {
    public DeadLetter {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(arrival, "arrival");
    }

    /** Which ones; null = whatever it is. */
    public record Wanted(@Nullable String reason, @Nullable Long id) {}
}
