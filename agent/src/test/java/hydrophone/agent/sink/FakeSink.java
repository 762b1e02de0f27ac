package hydrophone.agent.sink;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Takes what it is told to take. */
public final class FakeSink implements Sink {
    private final List<String> taken = Collections.synchronizedList(new ArrayList<>());
    private volatile Consumer<List<Outgoing>> witness = _ -> {};
    private volatile Function<Outgoing, Outcome> answer = _ -> new Outcome.Accepted();

    /** Shows each batch to somebody, before it is answered. */
    public void witness(Consumer<List<Outgoing>> wanted) {
        witness = wanted;
    }

    public void answers(Function<Outgoing, Outcome> wanted) {
        answer = wanted;
    }

    public List<String> taken() {
        return List.copyOf(taken);
    }

    @Override
    public List<Outcome> send(List<Outgoing> batch) {
        witness.accept(batch);
        List<Outcome> outcomes = new ArrayList<>();
        for (Outgoing message : batch) {
            Outcome outcome = answer.apply(message);
            String text = new String(message.value(), StandardCharsets.UTF_8).strip();
            if (outcome instanceof Outcome.Accepted) taken.add(text);
            outcomes.add(outcome);
        }
        return outcomes;
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public void close(Duration patience) {}
}
