package hydrophone.agent.sink;

import hydrophone.agent.sink.Outcome.Later;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sends one message after the other: where one has to wait, so has the rest of its topic. */
final class OneByOne {
    private OneByOne() {}

    /** Delivers one message. */
    @FunctionalInterface
    interface Attempt {
        Outcome at(Outgoing message) throws InterruptedException;
    }

    static List<Outcome> send(List<Outgoing> batch, Attempt attempt) throws InterruptedException {
        Map<String, Outcome> stuck = new HashMap<>();
        List<Outcome> outcomes = new ArrayList<>(batch.size());
        for (Outgoing message : batch) {
            Outcome outcome = stuck.get(message.topic());
            if (outcome == null) outcome = attempt.at(message);
            if (outcome instanceof Later) stuck.put(message.topic(), outcome);
            outcomes.add(outcome);
        }
        return outcomes;
    }
}
