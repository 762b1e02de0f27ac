package hydrophone.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;

import hydrophone.codec.JsonCodec;
import hydrophone.ingest.load.ClusterLoad;
import hydrophone.ingest.load.LoadMessage;
import hydrophone.ingest.load.Mix;
import hydrophone.message.MessageType;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Measures the store, and prints which of its goals it reaches. */
public final class Ingesting {
    private final Path home;
    private final Path work;
    private int nodes = 200;
    private int hours = 24;
    private Mix mix = Mix.TYPICAL;
    private long seed = new SplittableRandom().nextLong(1_000_000_000);
    private Path tree = Path.of("");
    private boolean direct = true;
    private boolean broker = true;

    private Ingesting(Path home, Path work) {
        this.home = home;
        this.work = work;
    }

    public static void main(String[] args) throws Exception {
        quiet();
        Ingesting bench = new Ingesting(Path.of(args[0]), Path.of(args[1]));
        for (String word : List.of(args).subList(2, args.length)) bench.option(word);
        bench.run();
    }

    /** As ingest's own log is: what libraries have to say of their doings costs, and helps nobody. */
    private static void quiet() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.ERROR);
    }

    private void option(String word) {
        String value = word.replaceFirst("^[^=]*=?", "");
        switch (word.replaceFirst("=.*", "")) {
            case "--nodes" -> nodes = Integer.parseInt(value);
            case "--hours" -> hours = Integer.parseInt(value);
            case "--mix" -> mix = Mix.valueOf(value.toUpperCase(Locale.ROOT));
            case "--seed" -> seed = Long.parseLong(value);
            case "--tree" -> tree = Path.of(value);
            case "--direct-only" -> broker = false;
            case "--broker-only" -> direct = false;
            default -> throw new IllegalArgumentException(word);
        }
    }

    private void run() throws Exception {
        Report.say("%s; %s", Machine.describe(), Machine.load());
        boolean recorded = !tree.toString().isEmpty();
        RecordedTree samples = recorded ? RecordedTree.read(tree) : null;
        if (recorded) Report.say("samples of %s", tree);
        else Report.say("seed %d, %d nodes, %d h, %s mix", seed, nodes, hours, mix.word());
        Verdict verdict = new Verdict();
        if (direct) {
            double mostKept = mix == Mix.HEAVY ? 0.28 : 0.22;
            new DirectRun(work, verdict, mostKept).run(cluster(samples), messages(samples));
            for (String done : List.of("file", "tree", "store", "single", "batch"))
                remove(work.resolve(done));
        }
        if (broker) new BrokerRun(home, work, verdict).run(cluster(samples), messages(samples));
        verdict.print();
    }

    private Iterator<LoadMessage> messages(RecordedTree samples) {
        if (samples != null) return samples.messages();
        long ticks = hours * 3600L / ClusterLoad.CADENCE_SECONDS;
        return new ClusterLoad(nodes, ticks, mix, seed);
    }

    private static String cluster(RecordedTree samples) throws Exception {
        if (samples == null) return ClusterLoad.CLUSTER;
        byte[] first = samples.messages().next().bytes();
        var data = JsonCodec.decode(MessageType.SAMPLE, first).envelope().data();
        return Objects.requireNonNull(data).cluster();
    }

    private static void remove(Path folder) throws Exception {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) Files.delete(path);
        }
    }
}
