package hydrophone.agent.collect;

import hydrophone.message.Attributes;
import hydrophone.message.Envelope.Attr;

import java.util.List;

/**
 * What one collection yields.
 *
 * @param parts the attributes of one message each
 * @param attrs what goes into each message's {@code meta.attrs} besides the daemon's own (a
 *     sample's {@code interval})
 */
public record Observation(List<Attributes> parts, List<Attr> attrs) {
    public Observation {
        parts = List.copyOf(parts);
        attrs = List.copyOf(attrs);
    }
}
