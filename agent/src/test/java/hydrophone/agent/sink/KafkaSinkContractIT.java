package hydrophone.agent.sink;

import hydrophone.kafka.KafkaSettings;
import hydrophone.message.MessageType;
import hydrophone.testing.LocalBroker;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.parallel.Isolated;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** One broker for all tests, and a cluster of its own for each. */
@Isolated("its time-outs are short")
final class KafkaSinkContractIT extends SinkContract {
    private static final LocalBroker BROKER = LocalBroker.start();
    private static final AtomicInteger TESTS = new AtomicInteger();

    /** A broker that is away costs seconds here, as it is away often. */
    private static final Map<String, String> IMPATIENT =
            Map.of(
                    "max.block.ms", "1500",
                    "request.timeout.ms", "2000",
                    "delivery.timeout.ms", "4000");

    private final String cluster = "c" + TESTS.incrementAndGet() + ".no";
    private final Sink sink =
            new KafkaSink(
                    new KafkaSettings(BROKER.bootstrap(), null, null, IMPATIENT),
                    cluster + "/n1",
                    "gzip");

    @AfterAll
    static void closeBroker() {
        BROKER.close();
    }

    @Override
    Sink sink() {
        return sink;
    }

    @Override
    String cluster() {
        return cluster;
    }

    @Override
    List<Arrived> arrived() {
        return Stream.of(MessageType.values()).flatMap(this::arrived).toList();
    }

    private Stream<Arrived> arrived(MessageType type) {
        String topic = cluster + "." + type.word();
        return BROKER.read(topic).stream()
                .map(r -> Arrived.of(topic, Optional.ofNullable(r.key()), r.value()));
    }

    @Override
    Arrived expected(Outgoing message) {
        return Arrived.whole(message);
    }

    @Override
    void away() {
        BROKER.kill9();
    }

    @Override
    void back() {
        if (!BROKER.isRunning()) BROKER.restart();
    }

    @Override
    void end() {}
}
