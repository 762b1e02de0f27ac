package hydrophone.ingest;

import hydrophone.Version;
import hydrophone.ingest.consume.BrokerException;
import hydrophone.ingest.store.StoreException;
import hydrophone.kafka.ClientFile;
import hydrophone.kafka.KafkaSettings;
import hydrophone.metrics.Listen;
import hydrophone.topic.ClusterTopics;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/** The command line of {@code ingest}, and what its failures look like: one line each. */
@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Reads all topics of a cluster into the store in DIR, exactly once, until it is"
                    + " stopped.",
            "Bad messages are kept in the store as dead letters; an interruption loses nothing."
        },
        footer = {
            "",
            "Exit status: 0 done or stopped, 2 usage, 69 broker unavailable (--once), 70 internal,"
                    + " 73 DIR not",
            "writable, 74 store damaged, 75 in use by another ingest, 77 refused by the broker, 78"
                    + " configuration."
        })
final class IngestCommand implements Callable<Integer> {
    private static final String USUAL = "localhost:9092";

    @Option(
            names = "--cluster",
            required = true,
            paramLabel = "NAME",
            description =
                    "Canonical name of the cluster, as in the agents' configuration. May be given"
                            + " several times: each has its store in DIR/NAME then.")
    private List<String> clusters = List.of();

    @Option(
            names = "--data-dir",
            required = true,
            paramLabel = "DIR",
            description = "Folder of the store, made if need be; on a local disk.")
    private Path dataDir = Path.of("");

    @Option(
            names = "--broker",
            paramLabel = "HOST:PORT",
            description =
                    "Kafka broker, several with commas (default: that of --kafka-config, or else "
                            + USUAL
                            + ").")
    private @Nullable String broker;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description =
                    "Kafka client properties for TLS and login, as kafka-cluster writes them.")
    private @Nullable Path kafkaConfig;

    @Option(
            names = "--topic-prefix",
            paramLabel = "P",
            defaultValue = "",
            description = "The topics are called P.NAME.sample and so on.")
    private String prefix = "";

    @Option(
            names = "--once",
            description =
                    "Stop where the topics end now; fail (69) when no broker answers for 15 s.")
    private boolean once;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description =
                    "Metrics for Prometheus and health there, for example 127.0.0.1:9472; no"
                            + " password, so the address decides who may read them.")
    private @Nullable String listen;

    @Option(
            names = {"-v", "--verbose"},
            description = "More in the log, stack traces of our own defects included.")
    private boolean verbose;

    @Parameters(hidden = true, arity = "0..*")
    private List<String> words = List.of();

    @Spec private @Nullable CommandSpec spec;

    private final InstantSource clock;

    private IngestCommand(InstantSource clock) {
        this.clock = clock;
    }

    /** Runs the command and gives its exit status. */
    static int run(InstantSource clock, String... args) {
        CommandLine line = line(clock, args.length == 0 ? "" : args[0]);
        if (line.getCommand() instanceof IngestCommand) return execute(line, args);
        return execute(line, Arrays.copyOfRange(args, 1, args.length));
    }

    /** Of this command, or of the one that the first word names. */
    private static CommandLine line(InstantSource clock, String word) {
        return switch (word) {
            case "import" -> ImportCommand.line(clock);
            case "export" -> ExportCommand.line(clock);
            case "check" -> CheckCommand.line();
            case "compact" -> CompactCommand.line();
            case "recover" -> RecoverCommand.line();
            case "replay" -> ReplayCommand.line(clock);
            default -> {
                CommandLine line = new CommandLine(new IngestCommand(clock));
                line.getCommandSpec().version("hydrophone version " + Version.text());
                yield line;
            }
        };
    }

    private static int execute(CommandLine line, String... args) {
        line.setParameterExceptionHandler((e, _) -> usage(e));
        line.setExecutionExceptionHandler((e, _, _) -> explain(e));
        try {
            return line.execute(args);
        } catch (LinkageError e) {
            return tell(
                    new IllegalStateException(
                            "a library in machine code cannot be loaded ("
                                    + e
                                    + "): is "
                                    + System.getProperty("java.io.tmpdir")
                                    + " mounted noexec? Set JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=DIR"
                                    + " to a folder that is not",
                            e),
                    78);
        }
    }

    @Override
    public Integer call() throws ClientFile.UnusableException {
        checkUsage();
        IngestLog.configure(verbose);
        new IngestWiring(places(), kafka(), once, clock).run(listen());
        return 0;
    }

    private KafkaSettings kafka() throws ClientFile.UnusableException {
        ClientFile file = kafkaConfig == null ? ClientFile.none() : ClientFile.read(kafkaConfig);
        return file.settings(Optional.ofNullable(broker), USUAL);
    }

    private void checkUsage() {
        if (!words.isEmpty()) throw wrong("unknown word '" + words.getFirst() + "'");
        if (Set.copyOf(clusters).size() < clusters.size()) {
            throw wrong("--cluster: the same name twice");
        }
        for (String address : broker == null ? new String[0] : broker.split(",", -1)) {
            if (!address.strip().matches("(\\[[0-9a-fA-F:.]+]|[^\\s:/]+):[0-9]{1,5}")) {
                throw wrong("--broker " + broker + ": expected HOST:PORT");
            }
        }
    }

    private Optional<Listen> listen() {
        if (listen == null) return Optional.empty();
        Optional<Listen> at = Listen.parse(listen);
        if (at.isEmpty()) throw wrong("--listen " + listen + ": expected HOST:PORT");
        return at;
    }

    /** One cluster has its store in DIR itself, several have one folder each below it. */
    private List<IngestWiring.Place> places() {
        boolean one = clusters.size() == 1;
        List<IngestWiring.Place> places = new ArrayList<>();
        for (String cluster : clusters) {
            if (cluster.matches("\\.+"))
                throw wrong("--cluster " + cluster + ": no name for a folder");
            ClusterTopics topics = topics(cluster);
            Path folder = one ? dataDir : dataDir.resolve(cluster);
            places.add(new IngestWiring.Place(topics, folder));
        }
        return places;
    }

    private ClusterTopics topics(String cluster) {
        try {
            ClusterTopics topics = new ClusterTopics(prefix, cluster);
            for (String topic : topics.data().keySet()) {
                if (!topic.matches("[a-zA-Z0-9._-]{1,249}")) {
                    throw wrong("--cluster or --topic-prefix: no name for a topic: " + topic);
                }
            }
            return topics;
        } catch (IllegalArgumentException e) {
            throw wrong("--cluster or --topic-prefix: " + e.getMessage());
        }
    }

    private ParameterException wrong(String text) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), text);
    }

    private static int usage(ParameterException e) {
        tell(e, 2);
        String command = e.getCommandLine().getCommandName();
        System.err.println("Try '" + command + " --help'.");
        return 2;
    }

    private static int explain(Exception e) {
        return switch (e) {
            case StoreException s -> tell(s, s.kind().exitCode());
            case BrokerException b -> tell(b, b.exitCode());
            case ClientFile.UnusableException f -> tell(f, f.trouble().kind().exitCode());
            default -> {
                IngestLog.defect(e);
                yield tell(e, 70);
            }
        };
    }

    private static int tell(Exception e, int exitCode) {
        String text = exitCode == 70 ? "internal error, please report: " + e : e.getMessage();
        System.err.println("ingest: " + String.valueOf(text).replaceAll("\\p{Cntrl}+", " "));
        return exitCode;
    }
}
