package hydrophone.kafka;

import hydrophone.kafka.BrokerProbe.Listener;

import java.time.Duration;
import java.util.Optional;

/**
 * Why a broker does not answer although somebody listens: one of us speaks TLS and the other does
 * not, or a login is missing. Kafka's clients tell such a port from none at all only in their logs.
 */
final class Silence {
    private static final Duration PATIENCE = Duration.ofMillis(1500);
    private static final long AGAIN_NANOS = Duration.ofMinutes(1).toNanos();

    private final KafkaSettings settings;
    private final Vocabulary words;
    private Optional<Trouble> last = Optional.empty();
    private long lookedAt;
    private boolean looked;

    Silence(KafkaSettings settings, Vocabulary words) {
        this.settings = settings;
        this.words = words;
    }

    /** What was found in the last minute, or is found now. */
    synchronized Optional<Trouble> reason() {
        long now = System.nanoTime();
        if (looked && now - lookedAt < AGAIN_NANOS) return last;
        last = Address.list(settings.broker()).stream().findFirst().flatMap(this::look);
        looked = true;
        lookedAt = System.nanoTime();
        return last;
    }

    private Optional<Trouble> look(Address at) {
        boolean tls = settings.encrypted();
        return switch (BrokerProbe.ask(at.host(), at.port(), tls, PATIENCE)) {
            case Listener.None _ -> Optional.empty();
            case Listener.Kafka(var mechanisms) ->
                    mechanisms.isEmpty() || settings.mechanism().isPresent()
                            ? Optional.empty()
                            : Optional.of(wantsLogin(String.join(", ", mechanisms)));
            case Listener.Foreign(boolean spoke) ->
                    other(at, tls).or(() -> spoke ? Optional.of(noBroker(at)) : Optional.empty());
        };
    }

    private Optional<Trouble> other(Address at, boolean tls) {
        boolean there =
                tls
                        ? BrokerProbe.ask(at.host(), at.port(), false, PATIENCE)
                                instanceof Listener.Kafka
                        : !TlsLook.chain(at.host(), at.port(), PATIENCE).isEmpty();
        if (!there) return Optional.empty();
        String broker = "broker " + settings.broker();
        return Optional.of(
                Trouble.wrong(
                        tls
                                ? broker
                                        + " speaks without TLS on this port, and we with it; remove"
                                        + " "
                                        + words.tls()
                                        + ", or use the port of its TLS listener"
                                : broker
                                        + " speaks TLS on this port, and we do not; add "
                                        + words.withTls()));
    }

    private static Trouble noBroker(Address at) {
        return Trouble.wrong(
                "what listens at "
                        + at.host()
                        + ":"
                        + at.port()
                        + " is no Kafka broker; check host and port of the broker's address");
    }

    private Trouble wantsLogin(String mechanisms) {
        return Trouble.refused(
                "broker "
                        + settings.broker()
                        + " wants a user and password ("
                        + mechanisms
                        + "); add "
                        + words.withLogin());
    }
}
