package hydrophone.bench;

import hydrophone.ingest.load.LoadMessage;
import hydrophone.message.MessageType;
import hydrophone.topic.ClusterTopics;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * {@code ingest --once}, as it is shipped, over a topic that was filled beforehand: from the start
 * of its JVM to its end.
 */
final class BrokerRun {
    private final Path home;
    private final Path work;
    private final Verdict verdict;

    BrokerRun(Path home, Path work, Verdict verdict) {
        this.home = home;
        this.work = work;
        this.verdict = verdict;
    }

    void run(String cluster, Iterator<LoadMessage> messages) throws Exception {
        try (LocalBroker broker = LocalBroker.start(home, work, freePort(), false)) {
            String topic = new ClusterTopics(cluster).data(MessageType.SAMPLE);
            Filled filled = fill(broker.plain(), topic, messages);
            Report.say(
                    "%nbroker: %,d messages in topic %s; %s",
                    filled.messages(), topic, Machine.load());
            ingest(cluster, broker, filled);
        }
    }

    private record Filled(long messages, long bytes) {}

    private static Filled fill(String broker, String topic, Iterator<LoadMessage> messages)
            throws IOException {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers", broker,
                        "acks", "all",
                        "linger.ms", 20,
                        "batch.size", 512 * 1024,
                        "max.request.size", 16 << 20);
        AtomicReference<Exception> failure = new AtomicReference<>();
        long count = 0;
        long bytes = 0;
        try (var producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            while (messages.hasNext() && failure.get() == null) {
                LoadMessage message = messages.next();
                producer.send(
                        new ProducerRecord<>(topic, message.node(), message.bytes()),
                        (_, e) -> failure.compareAndSet(null, e));
                count++;
                bytes += message.bytes().length;
            }
        }
        if (failure.get() != null) throw new IOException("filling the topic", failure.get());
        return new Filled(count, bytes);
    }

    private void ingest(String cluster, LocalBroker broker, Filled filled) throws Exception {
        Path folder = work.resolve("ingested");
        settle();
        long brokerBefore = Machine.cpuTicks(broker.pid());
        long ingestBefore = Machine.childTicks();
        long start = System.nanoTime();
        String said = once(cluster, broker.plain(), folder);
        double seconds = (System.nanoTime() - start) / 1e9;
        double ingest = (Machine.childTicks() - ingestBefore) / 100.0;
        double served = (Machine.cpuTicks(broker.pid()) - brokerBefore) / 100.0;
        if (!said.contains("stored sample=" + filled.messages() + " ")) throw new IOException(said);
        double rate = filled.messages() / seconds;
        Report.say(
                "ingest --once: %.0f messages/s (%.1f s, JVM start included), kept %.3f of the"
                        + " input; CPU a thousand messages: ingest %.3f s, broker %.3f s",
                rate,
                seconds,
                (double) Files.size(folder.resolve("store.db")) / filled.bytes(),
                ingest * 1000 / filled.messages(),
                served * 1000 / filled.messages());
        verdict.least("through a broker: messages/s", rate, 1000);
    }

    /** What filling has left in the page cache is written before anything is measured. */
    private void settle() throws Exception {
        int status = new ProcessBuilder("sync", "-f", work.toString()).start().waitFor();
        if (status != 0) throw new IOException("sync -f ended with " + status);
    }

    private String once(String cluster, String broker, Path folder) throws Exception {
        Path log = work.resolve("ingest.log");
        ProcessBuilder builder =
                new ProcessBuilder(
                        home + "/bin/ingest", "--cluster", cluster, "--broker", broker,
                        "--data-dir", folder.toString(), "--once");
        builder.environment().remove("HYDROPHONE_JAVA");
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        Process ingest = builder.start();
        try {
            if (ingest.waitFor() != 0) throw new IOException(Files.readString(log));
        } finally {
            ingest.destroyForcibly();
        }
        return Files.readString(log);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
