package hydrophone.deploy;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What became of samples that an agent accepted. A sample may stand twice in the topic after a
 * crash or an answer that got lost, and nowhere twice in the store.
 *
 * @param lost accepted, and not in the store
 * @param doubled rows of the store beyond one a sample, or that no message in the topic is behind
 * @param sentAgain messages in the topic beyond one a sample
 */
record Verdict(int accepted, Set<Told> lost, int doubled, int sentAgain) {
    /**
     * @param accepted what the agent said that it accepted
     * @param topic what stands in the topic, in its order
     * @param stored rows of the store
     * @param counted how many messages the store counted, by the senders' numbers
     */
    static Verdict of(
            Collection<Told> accepted, List<Told> topic, List<Told> stored, long counted) {
        Set<Told> inTopic = new HashSet<>(topic);
        Set<Told> inStore = new HashSet<>(stored);
        Set<Told> lost = new TreeSet<>(accepted);
        lost.removeAll(inStore);
        int doubled = stored.size() - inStore.size();
        inStore.removeAll(inTopic);
        doubled += inStore.size() + (int) Math.abs(counted - stored.size());
        return new Verdict(accepted.size(), lost, doubled, topic.size() - inTopic.size());
    }

    boolean isClean() {
        return lost.isEmpty() && doubled == 0;
    }
}
