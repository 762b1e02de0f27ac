package hydrophone.codec;

import com.fasterxml.jackson.core.JsonStreamContext;

import hydrophone.message.Envelope;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What was odd about one message, bounded: a hostile message must not fill the memory with it. */
final class Oddities {
    private static final int MOST = 100;

    private final Set<String> unknownMembers = new LinkedHashSet<>();
    private final List<String> anomalies = new ArrayList<>();
    private long unnamed;

    void unknown(String above, JsonStreamContext at) {
        if (unknownMembers.size() < MOST) unknownMembers.add(MemberPath.general(above, at));
    }

    void anomaly(String line) {
        if (anomalies.size() < MOST) anomalies.add(line);
        else unnamed++;
    }

    Decoded decoded(Envelope envelope) {
        if (unnamed > 0) anomalies.add("and " + unnamed + " more");
        return new Decoded(envelope, unknownMembers, anomalies);
    }
}
