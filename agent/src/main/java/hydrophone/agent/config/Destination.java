package hydrophone.agent.config;

import hydrophone.kafka.KafkaSettings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** Where messages go: exactly one. */
public sealed interface Destination {

    /** In one line, for people; no secrets. */
    String name();

    /** Standard output, when the file names no other; control messages come on standard input. */
    record Stdout() implements Destination {
        @Override
        public String name() {
            return "stdout";
        }
    }

    /** A tree of files of JSON lines, by day. */
    record Directory(Path folder) implements Destination {
        @Override
        public String name() {
            return "directory " + folder;
        }
    }

    /** What leaves this machine, and lies in the spool until it is acknowledged. */
    sealed interface Remote extends Destination {
        Pace pace();
    }

    /**
     * A Kafka broker.
     *
     * @param settings address, certificates to trust, credentials
     * @param compression {@code gzip} or {@code none}
     */
    record Kafka(KafkaSettings settings, String compression, Pace pace) implements Remote {
        @Override
        public String name() {
            return "kafka " + settings.broker();
        }
    }

    /**
     * A proxy that takes messages over HTTP and hands them to Kafka (Sonar's kprox).
     *
     * @param login goes along with each message
     */
    record Rest(Web web, Optional<Login> login, Pace pace) implements Remote {
        @Override
        public String name() {
            return "rest " + web.endpoint();
        }
    }

    /** A back-end that takes each message as a POST of its own below an address. */
    record Http(Web web, Optional<Login> login, Pace pace) implements Remote {
        @Override
        public String name() {
            return "http " + web.endpoint();
        }
    }

    /**
     * How to reach a web server.
     *
     * @param endpoint http or https
     * @param proxy what stands between
     * @param payloadLimit bytes of one request at most; a single message may be larger
     * @param caFile PEM file with the certificates to trust; empty = those that Java trusts
     * @param verifyHostname whether the server's certificate must bear its host's name
     */
    record Web(
            URI endpoint,
            Optional<URI> proxy,
            OptionalLong payloadLimit,
            Optional<Path> caFile,
            boolean verifyHostname) {}

    /** User and password; never printed. */
    record Login(String user, String password) {
        public Login {
            Objects.requireNonNull(user, "user");
            Objects.requireNonNull(password, "password");
        }

        @Override
        public String toString() {
            return "Login[user=" + user + ", password=****]";
        }
    }

    /**
     * When messages are sent.
     *
     * @param window after a quiet time the first waits a random part of it, so that nodes do not
     *     all send at once
     * @param patience a message that waits longer is worth a warning; nothing is dropped for it
     */
    record Pace(Duration window, Duration patience) {}
}
