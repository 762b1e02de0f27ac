package hydrophone.agent;

import hydrophone.agent.control.ControlSender;
import hydrophone.agent.control.ControlSender.Result.Failed;
import hydrophone.agent.control.ControlSender.Result.Sent;
import hydrophone.hosts.NodeRange;
import hydrophone.kafka.Address;
import hydrophone.kafka.ClientFile;
import hydrophone.topic.ClusterTopics;
import hydrophone.topic.ControlMessage;
import hydrophone.topic.Role;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code agent control}: tells daemons something over their control topic. */
@Command(
        name = "control",
        sortOptions = false,
        description = {
            "Tells the daemons of a cluster something, all of a role or those of some nodes. They"
                    + " obey if they listen now; nothing answers but their logs.",
            "  exit               end, with status 0; what waits stays in the spool",
            "  dump true|false    print outgoing messages on standard output too, or no more",
            "  reload             read the configuration again",
            "  ping               write a line of counts into the log"
        },
        footer = {
            "",
            "Exit status: 0 the broker has it, 2 usage, 69 broker unavailable, 77 refused, 78"
                    + " configuration."
        })
final class ControlCommand implements Callable<Integer> {
    // Filled in by picocli.
    @SuppressWarnings("NullAway.Init")
    @Spec
    CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this and end")
    boolean help;

    @Option(
            names = "--broker",
            paramLabel = "HOST:PORT",
            description = "Kafka broker (default: localhost:9092)")
    @Nullable String broker;

    @Option(
            names = "--cluster",
            required = true,
            paramLabel = "NAME",
            description = "the cluster, as in the daemons' configuration")
    String cluster = "";

    @Option(
            names = "--role",
            required = true,
            paramLabel = "node|master",
            description = "which of its daemons")
    String role = "";

    @Option(
            names = "--node",
            paramLabel = "LIST",
            description = "those of these nodes only: c1-5 or c1-[1-9,12]")
    @Nullable String node;

    @Option(
            names = "--topic-prefix",
            paramLabel = "P",
            description = "as in the daemons' configuration")
    String prefix = "";

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description = "Kafka client properties for TLS and login; docs/control.md")
    @Nullable Path kafkaConfig;

    @Parameters(index = "0", paramLabel = "exit|dump|reload|ping", description = "what")
    String key = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "true|false", description = "with dump")
    String value = "";

    @Override
    public Integer call() throws InterruptedException {
        if (ControlMessage.parse(key, value) instanceof ControlMessage.Unknown) {
            throw wrong(
                    key.equals("dump")
                            ? "expected dump true or dump false"
                            : "expected exit, dump, reload or ping; found '" + key + "'");
        }
        if (!key.equals("dump") && !value.isEmpty()) throw wrong(key + " takes no value");
        if (broker != null && Address.list(broker).size() != broker.split(",", -1).length) {
            throw wrong("--broker " + broker + ": expected HOST:PORT");
        }
        String topic = topic();
        Optional<String> nodes = nodes();
        try {
            ClientFile file =
                    kafkaConfig == null ? ClientFile.none() : ClientFile.read(kafkaConfig);
            ControlSender sender =
                    new ControlSender(file.settings(Optional.ofNullable(broker), "localhost:9092"));
            return told(sender.send(topic, nodes, key, value), topic);
        } catch (ClientFile.UnusableException e) {
            System.err.println("agent control: " + e.getMessage());
            return e.trouble().kind().exitCode();
        }
    }

    private int told(ControlSender.Result result, String topic) {
        return switch (result) {
            case Sent(int partition, long offset) -> {
                String words = value.isEmpty() ? key : key + " " + value;
                System.out.println(
                        "Sent: " + words + " to " + topic + ", " + partition + ":" + offset);
                yield Exit.OK;
            }
            case Failed(var trouble) -> {
                System.err.println("agent control: " + trouble.text());
                yield trouble.kind().exitCode();
            }
        };
    }

    private String topic() {
        Role to =
                Role.ofWord(role)
                        .orElseThrow(() -> wrong("--role: expected node or master, not " + role));
        try {
            return new ClusterTopics(prefix, cluster).control(to);
        } catch (IllegalArgumentException e) {
            throw wrong("--cluster or --topic-prefix: " + e.getMessage());
        }
    }

    private Optional<String> nodes() {
        if (node == null) return Optional.empty();
        try {
            var _ = NodeRange.elements(node);
            return Optional.of(node);
        } catch (IllegalArgumentException e) {
            throw wrong("--node: " + e.getMessage());
        }
    }

    private ParameterException wrong(String text) {
        return new ParameterException(spec.commandLine(), text);
    }
}
