package hydrophone.agent;

import hydrophone.agent.config.DaemonConfig;
import hydrophone.agent.config.Destination.Directory;
import hydrophone.agent.config.Destination.Http;
import hydrophone.agent.config.Destination.Kafka;
import hydrophone.agent.config.Destination.Rest;
import hydrophone.agent.config.Destination.Stdout;
import hydrophone.agent.sink.Finding;
import hydrophone.agent.sink.KafkaVisit;
import hydrophone.agent.sink.WebVisit;
import hydrophone.message.MessageType;
import hydrophone.topic.ClusterTopics;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** {@code check --connect}: whether messages would get to where a configuration sends them. */
final class ConnectCheck {
    private final DaemonConfig config;
    private final InstantSource clock;
    private final Consumer<Finding> found;

    /**
     * @param found is told each thing as soon as it is known
     */
    ConnectCheck(DaemonConfig config, InstantSource clock, Consumer<Finding> found) {
        this.config = config;
        this.clock = clock;
        this.found = found;
    }

    /**
     * Looks, as far as it gets. No message is sent.
     *
     * @throws InterruptedException when told to end meanwhile
     */
    void look() throws InterruptedException {
        switch (config.destination()) {
            case Kafka kafka -> look(kafka);
            case Rest rest -> new WebVisit(rest.web(), clock, found).look();
            case Http http -> new WebVisit(http.web(), clock, found).look();
            case Directory directory -> found.accept(DirectoryCheck.look(directory.folder()));
            case Stdout _ -> found.accept(Finding.good("stdout: there is nothing to come to"));
        }
    }

    private void look(Kafka kafka) throws InterruptedException {
        DaemonConfig.Global global = config.global();
        ClusterTopics topics = new ClusterTopics(global.topicPrefix(), global.cluster());
        Optional<String> control =
                Optional.of(topics.control(global.role())).filter(_ -> config.control().enabled());
        new KafkaVisit(kafka.settings(), global.cluster() + "/check", clock, found)
                .look(types().stream().map(topics::data).toList(), control);
    }

    /** What the daemon would send: the role names the control topic and nothing else. */
    private List<MessageType> types() {
        List<MessageType> types = new ArrayList<>();
        if (config.sample().cadence().isPresent()) types.add(MessageType.SAMPLE);
        if (config.sysinfo().cadence().isPresent()) types.add(MessageType.SYSINFO);
        if (config.jobs().cadence().isPresent()) types.add(MessageType.JOB);
        if (config.cluster().cadence().isPresent()) types.add(MessageType.CLUSTER);
        return types;
    }
}
