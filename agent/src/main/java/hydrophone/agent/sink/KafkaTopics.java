package hydrophone.agent.sink;

import hydrophone.kafka.KafkaSettings;
import hydrophone.kafka.KafkaTrouble;
import hydrophone.kafka.KafkaTrouble.Right;
import hydrophone.kafka.Trouble;
import hydrophone.kafka.Vocabulary;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Which topics a broker has for us, and what we may do to them. Used by one thread. */
final class KafkaTopics {
    private final Admin admin;
    private final KafkaTrouble write;
    private final KafkaTrouble read;
    private final Collection<Node> brokers;
    private final Consumer<Finding> found;
    private final Set<Node> leaders = new LinkedHashSet<>();

    KafkaTopics(
            Admin admin,
            KafkaSettings settings,
            KafkaTrouble write,
            Collection<Node> brokers,
            Consumer<Finding> found) {
        this.admin = admin;
        this.write = write;
        this.read = new KafkaTrouble(settings, Vocabulary.AGENT, Right.READ);
        this.brokers = brokers;
        this.found = found;
    }

    /**
     * @throws ExecutionException when the broker does not answer any more
     */
    void look(Collection<String> data, Optional<String> control)
            throws ExecutionException, InterruptedException {
        List<String> all = new ArrayList<>(data);
        control.ifPresent(all::add);
        if (all.isEmpty()) return;
        Map<String, KafkaFuture<TopicDescription>> answers =
                admin.describeTopics(
                                all, new DescribeTopicsOptions().includeAuthorizedOperations(true))
                        .topicNameValues();
        for (String topic : all) {
            KafkaFuture<TopicDescription> answer = answers.get(topic);
            if (answer == null) continue;
            boolean isControl = control.filter(topic::equals).isPresent();
            found.accept(isControl ? control(topic, answer) : data(topic, answer));
        }
    }

    /** Whom the daemon would send to. */
    Set<Node> leaders() {
        return leaders;
    }

    private Finding data(String topic, KafkaFuture<TopicDescription> answer)
            throws ExecutionException, InterruptedException {
        return switch (access(answer, AclOperation.WRITE)) {
            case GRANTED -> Finding.good("topic " + topic + ": may be written");
            case UNSAID -> Finding.warning("topic " + topic + ": is there; " + unsaid());
            case DENIED -> Finding.wrong(denied(write, topic));
            case MISSING ->
                    makesTopics()
                            ? Finding.good(
                                    "topic "
                                            + topic
                                            + ": is made by the broker with the first message")
                            : Finding.wrong(write.missing(topic));
        };
    }

    /** The daemon does its work without. */
    private Finding control(String topic, KafkaFuture<TopicDescription> answer)
            throws ExecutionException, InterruptedException {
        return switch (access(answer, AclOperation.READ)) {
            case GRANTED -> Finding.good("topic " + topic + ": may be read");
            case UNSAID -> Finding.warning("topic " + topic + ": is there; " + unsaid());
            case DENIED ->
                    Finding.warning(denied(read, topic).text() + " (or [control] enabled = false)");
            case MISSING ->
                    Finding.warning(
                            read.missing(topic).text()
                                    + " (or [control] enabled = false); the daemon looks for it"
                                    + " every minute");
        };
    }

    private static String unsaid() {
        return "what this user may do to it the broker does not say";
    }

    private static Trouble denied(KafkaTrouble trouble, String topic) {
        return trouble.of(new TopicAuthorizationException(Set.of(topic))).orElseThrow();
    }

    private enum Access {
        GRANTED,
        DENIED,
        MISSING,
        UNSAID
    }

    /** Who may not even see a topic is told the same as who may not write it. */
    private Access access(KafkaFuture<TopicDescription> answer, AclOperation wanted)
            throws ExecutionException, InterruptedException {
        try {
            TopicDescription topic = answer.get();
            topic.partitions()
                    .forEach(p -> Optional.ofNullable(p.leader()).ifPresent(leaders::add));
            Set<AclOperation> granted = topic.authorizedOperations();
            if (granted == null) return Access.UNSAID;
            return granted.contains(wanted) ? Access.GRANTED : Access.DENIED;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) return Access.MISSING;
            if (e.getCause() instanceof TopicAuthorizationException) return Access.DENIED;
            throw e;
        }
    }

    /** False where we may not ask: then we may not have topics made either. */
    private boolean makesTopics() throws ExecutionException, InterruptedException {
        Optional<Node> one = brokers.stream().findFirst();
        if (one.isEmpty()) return false;
        ConfigResource broker =
                new ConfigResource(ConfigResource.Type.BROKER, one.get().idString());
        try {
            return admin.describeConfigs(List.of(broker)).all().get().values().stream()
                    .map(all -> all.get("auto.create.topics.enable"))
                    .anyMatch(entry -> entry != null && "true".equals(entry.value()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) return false;
            throw e;
        }
    }
}
