package hydrophone.agent.collect;

import hydrophone.message.Attributes;
import hydrophone.message.ClusterAttributes;
import hydrophone.message.Envelope.Attr;
import hydrophone.message.JobsAttributes;
import hydrophone.message.SlurmJob;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A feed that keeps what it is given; every message is accepted at once unless told otherwise. */
final class Played implements Feed {
    final List<Attributes> parts = new ArrayList<>();
    final List<List<Attr>> attrs = new ArrayList<>();
    final List<String> troubles = new ArrayList<>();
    Consumer<Receipt> fate = Receipt::accepted;

    @Override
    public void message(Attributes part, List<Attr> given, Receipt receipt) {
        parts.add(part);
        attrs.add(given);
        fate.accept(receipt);
    }

    @Override
    public void trouble(String detail) {
        troubles.add(detail);
    }

    List<JobsAttributes> jobs() {
        return parts.stream().map(JobsAttributes.class::cast).toList();
    }

    List<ClusterAttributes> clusters() {
        return parts.stream().map(ClusterAttributes.class::cast).toList();
    }

    /** How many records each message has. */
    List<Integer> sizes() {
        return jobs().stream().map(part -> part.slurmJobs().size()).toList();
    }

    List<SlurmJob> records() {
        return jobs().stream().flatMap(part -> part.slurmJobs().stream()).toList();
    }

    /** Forgets what came so far. */
    void clear() {
        parts.clear();
        attrs.clear();
        troubles.clear();
    }
}
