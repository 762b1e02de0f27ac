package hydrophone.agent.sink;

import hydrophone.kafka.Address;
import hydrophone.kafka.BrokerProbe;
import hydrophone.kafka.BrokerProbe.Listener;
import hydrophone.kafka.KafkaSettings;
import hydrophone.kafka.KafkaTrouble;
import hydrophone.kafka.KafkaTrouble.Right;
import hydrophone.kafka.Trouble;
import hydrophone.kafka.Vocabulary;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.TimeoutException;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * Comes to a broker with the daemon's settings and looks whether it would take the daemon's
 * messages, and give it those of operators. It sends none and reads none: what may be done to a
 * topic is the broker's own word (KIP-430).
 *
 * <p>The price: ten seconds where somebody listens but does not answer.
 */
public final class KafkaVisit {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final KafkaSettings settings;
    private final String clientId;
    private final InstantSource clock;
    private final Consumer<Finding> found;
    private final KafkaTrouble trouble;

    /**
     * @param found is told each thing as soon as it is known
     */
    public KafkaVisit(
            KafkaSettings settings, String clientId, InstantSource clock, Consumer<Finding> found) {
        this.settings = settings;
        this.clientId = clientId;
        this.clock = clock;
        this.found = found;
        this.trouble = new KafkaTrouble(settings, Vocabulary.AGENT, Right.WRITE);
    }

    /**
     * Looks, as far as it gets.
     *
     * @param data topics that are to be written
     * @param control one that is to be read
     * @throws InterruptedException when told to end meanwhile
     */
    public void look(Collection<String> data, Optional<String> control)
            throws InterruptedException {
        // Else it takes ten seconds to learn less; and a client without TLS dies of a port that
        // speaks it: see KafkaSink.
        Optional<Trouble> hopeless = trouble.silence();
        if (hopeless.isPresent()) {
            found.accept(Finding.wrong(hopeless.get()));
            return;
        }
        try (Admin admin = Admin.create(properties())) {
            Collection<Node> brokers = brokers(admin);
            certificates();
            KafkaTopics topics = new KafkaTopics(admin, settings, trouble, brokers, found);
            topics.look(data, control);
            topics.leaders().forEach(this::reach);
        } catch (ExecutionException e) {
            found.accept(Finding.wrong(failure(e.getCause() == null ? e : e.getCause())));
        } catch (KafkaException e) {
            found.accept(Finding.wrong(trouble.unusable(e)));
        }
    }

    private Map<String, Object> properties() {
        Map<String, Object> all = settings.client(clientId);
        all.put("request.timeout.ms", "5000");
        all.put("default.api.timeout.ms", "10000");
        all.put("metric.reporters", "");
        all.put("enable.metrics.push", "false");
        all.putAll(settings.overrides());
        return all;
    }

    /** To have an answer is to have got through TLS and login. */
    private Collection<Node> brokers(Admin admin) throws ExecutionException, InterruptedException {
        DescribeClusterResult cluster = admin.describeCluster();
        Collection<Node> brokers = cluster.nodes().get();
        found.accept(
                Finding.good(
                        "broker "
                                + settings.broker()
                                + " answers "
                                + settings.who()
                                + (settings.encrypted() ? " over TLS" : " without TLS")
                                + ", Kafka cluster "
                                + cluster.clusterId().get()));
        return brokers;
    }

    private void certificates() {
        if (!settings.encrypted()) return;
        for (Address at : addresses()) {
            ServerCertificate.look(
                            at.host(),
                            at.port(),
                            clock.instant(),
                            "it must be renewed there: kafka-keys broker --renew")
                    .ifPresent(found);
        }
    }

    private List<Address> addresses() {
        return Address.list(settings.broker());
    }

    /** Clients go on to the broker that leads a topic, by the address that it tells them. */
    private void reach(Node leader) {
        Address at = new Address(leader.host(), leader.port());
        if (addresses().contains(at)) return;
        if (BrokerProbe.ask(at.host(), at.port(), settings.encrypted(), PATIENCE)
                instanceof Listener.None(var why)) {
            found.accept(Finding.wrong(Trouble.Kind.UNREACHABLE, astray(at + ": " + why)));
        }
    }

    private String astray(String where) {
        return "broker "
                + settings.broker()
                + " answers, but its clients do not get to where it sends them ("
                + where
                + "); check its advertised.listeners, and what is between it and this machine";
    }

    private Trouble failure(Throwable cause) {
        if (cause instanceof TimeoutException) return trouble.silence().orElseGet(this::silent);
        String other = "broker " + settings.broker() + " failed: " + OneLine.of(cause);
        return trouble.of(cause).orElseGet(() -> new Trouble(Trouble.Kind.UNREACHABLE, other));
    }

    /** Nobody is there, or somebody who knows an address for us that is none. */
    private Trouble silent() {
        boolean there =
                addresses().stream()
                        .anyMatch(at ->
                                BrokerProbe.ask(
                                                at.host(),
                                                at.port(),
                                                settings.encrypted(),
                                                PATIENCE)
                                        instanceof Listener.Kafka);
        return new Trouble(
                Trouble.Kind.UNREACHABLE,
                there
                        ? astray("no answer from there in time")
                        : "broker " + settings.broker() + " cannot be reached");
    }
}
