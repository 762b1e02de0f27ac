package hydrophone.agent;

import hydrophone.agent.config.DaemonConfig;
import hydrophone.agent.config.Destination;
import hydrophone.agent.config.Destination.Directory;
import hydrophone.agent.config.Destination.Http;
import hydrophone.agent.config.Destination.Kafka;
import hydrophone.agent.config.Destination.Rest;
import hydrophone.agent.config.Destination.Stdout;
import hydrophone.agent.control.ControlPlace;
import hydrophone.agent.control.KafkaControl;
import hydrophone.agent.control.StdinControl;
import hydrophone.agent.daemon.Event;
import hydrophone.agent.daemon.Tally.Kind;
import hydrophone.kafka.KafkaSettings;
import hydrophone.topic.ClusterTopics;
import hydrophone.topic.ControlMessage;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where operators' messages come from: with a broker its control topic, with standard output
 * standard input. Lasts over readings of the configuration, so that none is missed meanwhile. Used
 * by the daemon's thread alone.
 */
final class Controls implements AutoCloseable {
    private final Lasting lasting;
    private final Consumer<Event> to;
    private Optional<Followed> followed = Optional.empty();
    private Optional<KafkaControl> listener = Optional.empty();
    private Topic known = new Topic("", "", new ControlPlace());
    private boolean stdin;

    /** A login may change while it is followed. */
    private record Followed(KafkaSettings broker, String name) {}

    private record Topic(String broker, String name, ControlPlace place) {}

    Controls(Lasting lasting, Consumer<Event> to) {
        this.lasting = lasting;
        this.to = to;
    }

    /** Listens where this configuration says, and nowhere else but on standard input. */
    void follow(DaemonConfig config) {
        DaemonConfig.Global global = config.global();
        String name =
                new ClusterTopics(global.topicPrefix(), global.cluster()).control(global.role());
        Optional<Followed> wanted =
                config.control().enabled() ? topic(config.destination(), name) : Optional.empty();
        if (!wanted.equals(followed)) {
            close();
            listener = wanted.map(this::listen);
            followed = wanted;
        }
        if (config.destination() instanceof Stdout && !stdin) {
            stdin = true;
            StdinControl.start(System.in, name, this::post);
        }
    }

    private static Optional<Followed> topic(Destination destination, String name) {
        return switch (destination) {
            case Kafka(var settings, _, _) -> Optional.of(new Followed(settings, name));
            case Rest _, Http _, Directory _, Stdout _ -> Optional.empty();
        };
    }

    private ControlPlace place(Followed topic) {
        String broker = topic.broker().broker();
        if (!known.broker().equals(broker) || !known.name().equals(topic.name())) {
            known = new Topic(broker, topic.name(), new ControlPlace());
        }
        return known.place();
    }

    private KafkaControl listen(Followed topic) {
        String client = lasting.origin().cluster() + "/" + lasting.origin().node() + "/control";
        KafkaControl control =
                new KafkaControl(
                        topic.broker(),
                        topic.name(),
                        client,
                        lasting.origin().node(),
                        place(topic),
                        lasting.clock(),
                        new KafkaControl.Listener() {
                            @Override
                            public void obey(ControlMessage message) {
                                post(message);
                            }

                            @Override
                            public void ignored(Kind why) {
                                lasting.counters().ignoredControl(why);
                            }
                        });
        control.start();
        return control;
    }

    private void post(ControlMessage message) {
        to.accept(new Event.Control(message));
    }

    @Override
    public void close() {
        listener.ifPresent(KafkaControl::close);
        listener = Optional.empty();
        followed = Optional.empty();
    }
}
