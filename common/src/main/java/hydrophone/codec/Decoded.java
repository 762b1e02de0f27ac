package hydrophone.codec;

import hydrophone.message.Envelope;

import java.util.List;
import java.util.Set;

/**
 * A message that was read, and what was odd about it.
 *
 * @param envelope the message
 * @param unknownMembers names of members that this version does not know, as paths like {@code
 *     data.attributes.jobs[].processes[].color}; ignored
 * @param anomalies figures that were kept but bent, one line each: saturated at 2^63-1, negative
 *     counters, text that was not valid Unicode
 */
public record Decoded(Envelope envelope, Set<String> unknownMembers, List<String> anomalies) {
    public Decoded {
        unknownMembers = Set.copyOf(unknownMembers);
        anomalies = List.copyOf(anomalies);
    }
}
