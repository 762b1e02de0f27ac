package hydrophone.message;

import org.jspecify.annotations.Nullable;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One message: {@code {"meta":…,"data":{"type":…,"attributes":…}}} or {@code
 * {"meta":…,"errors":[…]}}.
 *
 * <p>We send either data or errors, as Sonar documents; other producers have been seen to send
 * both, so a reader must take both. A message with neither is malformed.
 *
 * @param meta who made the message
 * @param data the attributes, or null in a message that only reports errors
 * @param errors what kept the sender from observing; empty in a data message of ours
 */
public record Envelope(Meta meta, @Nullable Attributes data, List<ErrorObject> errors) {

    public Envelope {
        Objects.requireNonNull(meta, "meta");
        errors = List.copyOf(errors);
        if (data == null && errors.isEmpty()) {
            throw new IllegalArgumentException("a message needs data or errors");
        }
    }

    public static Envelope of(Meta meta, Attributes data) {
        return new Envelope(meta, data, List.of());
    }

    public static Envelope ofErrors(Meta meta, List<ErrorObject> errors) {
        return new Envelope(meta, null, errors);
    }

    /**
     * Who made a message.
     *
     * @param producer {@code hydrophone} from us, {@code sonar} from Sonar; decides how {@code
     *     performance_state} is biased; always written
     * @param version the agent's version; always written
     * @param format version of the format, 0 today and hence never on the wire
     * @param token reserved for an API token; never set today
     * @param attrs additions by key, keys unique: see the constants
     */
    public record Meta(
            String producer, String version, long format, String token, List<Attr> attrs) {

        public static final String HYDROPHONE = "hydrophone";
        public static final String SONAR = "sonar";

        /** Random id of the daemon's run. */
        public static final String RUN = "run";

        /**
         * Counts this run's messages of this type from 1, so that a store knows what is missing.
         */
        public static final String SEQ = "seq";

        /** Seconds that {@code cpu_util} covers (samples only); 0.1 on a run's first sample. */
        public static final String INTERVAL = "interval";

        /**
         * The member of a cluster message that could not be observed ({@code partitions} or {@code
         * nodes}): its list is empty without meaning it.
         */
        public static final String MISSING = "missing";

        /**
         * In a report of messages that were accepted and will not arrive: {@code RUN:FIRST-LAST}
         * for each run concerned, separated by commas, where FIRST and LAST are the smallest and
         * largest {@link #SEQ} among them (type and node are those of the report).
         */
        public static final String LOST = "lost";

        public Meta {
            Objects.requireNonNull(producer, "producer");
            Objects.requireNonNull(version, "version");
            Objects.requireNonNull(token, "token");
            attrs = List.copyOf(attrs);
        }

        public Meta(String producer, String version, List<Attr> attrs) {
            this(producer, version, 0, "", attrs);
        }

        /** The value under a key. */
        public Optional<String> attr(String key) {
            return attrs.stream().filter(a -> a.key().equals(key)).map(Attr::value).findFirst();
        }
    }

    /** One member of {@code meta.attrs}. */
    public record Attr(String key, String value) {
        public Attr {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(value, "value");
        }
    }

    /**
     * Something the sender could not observe.
     *
     * @param detail free English; holds the name of the command when a subprocess failed
     * @param time when it was noticed
     * @param cluster "" (left out) without {@code --cluster}
     * @param node who noticed it
     */
    public record ErrorObject(String detail, OffsetDateTime time, String cluster, String node) {
        public ErrorObject {
            Objects.requireNonNull(detail, "detail");
            Objects.requireNonNull(time, "time");
            Objects.requireNonNull(cluster, "cluster");
            Objects.requireNonNull(node, "node");
        }
    }
}
