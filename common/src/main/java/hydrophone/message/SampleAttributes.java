package hydrophone.message;

import hydrophone.message.Envelope.ErrorObject;

import org.jspecify.annotations.Nullable;

import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * What runs on one node at one instant ({@code data.type = "sample"}).
 *
 * @param node name of the node; always
 * @param system the node's own figures; null in a one-shot sample without {@code --load}
 * @param jobs one element per user and job; always, [] is the heartbeat of an idle node; not
 *     copied, as in {@link SampleJob}
 * @param errors parts of this sample that could not be read; the rest of it holds
 */
public record SampleAttributes(
        OffsetDateTime time,
        String cluster,
        String node,
        @Nullable SampleSystem system,
        List<SampleJob> jobs,
        List<ErrorObject> errors)
        implements Attributes {

    public SampleAttributes {
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(node, "node");
        jobs = Collections.unmodifiableList(jobs);
        errors = List.copyOf(errors);
    }
}
