package hydrophone.message;

import java.time.OffsetDateTime;

/**
 * What {@code data.attributes} may hold. Every kind starts with the time of the observation and the
 * cluster's name.
 */
public sealed interface Attributes
        permits SampleAttributes, SysinfoAttributes, JobsAttributes, ClusterAttributes {

    /** When the observation was made, whole seconds, with the sender's offset; always written. */
    OffsetDateTime time();

    /**
     * Canonical name of the cluster; "" (left out) only in one-shot output without {@code
     * --cluster}.
     */
    String cluster();

    default MessageType type() {
        return switch (this) {
            case SampleAttributes _ -> MessageType.SAMPLE;
            case SysinfoAttributes _ -> MessageType.SYSINFO;
            case JobsAttributes _ -> MessageType.JOB;
            case ClusterAttributes _ -> MessageType.CLUSTER;
        };
    }
}
