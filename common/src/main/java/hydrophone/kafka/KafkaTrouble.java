package hydrophone.kafka;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;

import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts what a Kafka client throws about certificates, logins and permissions into one line that
 * names the cure. No password is ever in it.
 *
 * <p>The price: for some lines the broker is looked at over a connection of our own, which takes
 * seconds at worst; {@link #silence} does so at most once a minute.
 */
public final class KafkaTrouble {
    private static final Pattern ENABLED = Pattern.compile("enabled mechanisms are \\[(.*)]");

    private final KafkaSettings settings;
    private final Vocabulary words;
    private final Right right;
    private final TlsTrouble tls;
    private final Silence silence;

    /** What we want of topics, for those who have to grant it. */
    public enum Right {
        WRITE("Write"),
        READ("Read");

        private final String operation;

        Right(String operation) {
            this.operation = operation;
        }
    }

    /**
     * @param words what settings are called where their reader can change them
     * @param right what we want of topics
     */
    public KafkaTrouble(KafkaSettings settings, Vocabulary words, Right right) {
        this.settings = settings;
        this.words = words;
        this.right = right;
        this.tls = new TlsTrouble(settings, words);
        this.silence = new Silence(settings, words);
    }

    /**
     * What a failure means; empty where it has nothing to do with certificates, logins, permissions
     * or settings.
     */
    public Optional<Trouble> of(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            Optional<Trouble> trouble =
                    switch (t) {
                        case SslAuthenticationException e -> Optional.of(tls.of(e));
                        case AuthenticationException e -> Optional.of(login(e));
                        case AuthorizationException e -> Optional.of(permission(e));
                        default -> Optional.empty();
                    };
            if (trouble.isPresent()) return trouble;
        }
        return Optional.empty();
    }

    /** Why nobody answers, as far as looking tells; empty = nobody is there. */
    public Optional<Trouble> silence() {
        return silence.reason();
    }

    /** A topic that is not there, where the broker makes none by itself. */
    public Trouble missing(String topic) {
        return Trouble.wrong(
                "topic "
                        + topic
                        + " does not exist at broker "
                        + settings.broker()
                        + " and is not made by itself; create it: kafka-topics.sh"
                        + " --bootstrap-server "
                        + settings.broker()
                        + " --create --topic "
                        + topic);
    }

    /** Why no client can be made of the settings. */
    public Trouble unusable(KafkaException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (cause instanceof ConfigException && firstLine(cause).contains("bootstrap")) {
            return new Trouble(
                    Trouble.Kind.UNREACHABLE,
                    "the host of broker " + settings.broker() + " has no address (name service)");
        }
        Optional<String> files = tls.files();
        String why = files.orElseGet(() -> firstLine(deepest(failure)));
        return Trouble.wrong("no connection to broker " + settings.broker() + " possible: " + why);
    }

    private Trouble login(AuthenticationException e) {
        String broker = "broker " + settings.broker();
        return switch (e) {
            case UnsupportedSaslMechanismException _ -> Trouble.refused(broker + otherMechanism(e));
            case IllegalSaslStateException _ ->
                    Trouble.wrong(
                            broker
                                    + " wants no login on this port; remove "
                                    + words.login()
                                    + ", or use the port of the listener with logins");
            default ->
                    Trouble.refused(
                            broker
                                    + " refuses "
                                    + settings.who()
                                    + settings.mechanism().map(m -> " with " + m).orElse("")
                                    + ": wrong password, or no such user there; check "
                                    + words.login()
                                    + ", or have a new password made: kafka-cluster password");
        };
    }

    private String otherMechanism(AuthenticationException e) {
        Matcher enabled = ENABLED.matcher(firstLine(e));
        String there = enabled.find() ? enabled.group(1) : "";
        String best = there.contains("SCRAM-SHA-512") ? "SCRAM-SHA-512" : there.split(",", -1)[0];
        return " does not take "
                + settings.mechanism().orElse("this mechanism")
                + (there.isEmpty()
                        ? "; ask which mechanism it takes"
                        : ", only " + there + "; set " + words.mechanism(best));
    }

    private Trouble permission(AuthorizationException e) {
        String topics =
                e instanceof TopicAuthorizationException t
                        ? String.join(", ", new TreeSet<>(t.unauthorizedTopics()))
                        : "";
        return switch (e) {
            case TopicAuthorizationException _ ->
                    denied(
                            right.operation.toLowerCase(Locale.ROOT) + " topic " + topics,
                            "--operation Describe --topic " + topics.replace(", ", " --topic "));
            case GroupAuthorizationException g ->
                    denied("use group " + g.groupId(), "--group " + g.groupId());
            case ClusterAuthorizationException _ ->
                    denied("write any topic", "--operation Describe --topic NAME");
            default -> denied("do this (" + firstLine(e) + ")", "...");
        };
    }

    private Trouble denied(String what, String resource) {
        return Trouble.refused(
                settings.who()
                        + " may not "
                        + what
                        + " at broker "
                        + settings.broker()
                        + "; its administrator grants it: kafka-cluster add, or kafka-acls.sh"
                        + " --bootstrap-server "
                        + settings.broker()
                        + " --command-config admin.properties --add --allow-principal User:"
                        + settings.user().orElse("NAME")
                        + " --operation "
                        + right.operation
                        + " "
                        + resource);
    }

    private static Throwable deepest(Throwable failure) {
        Throwable t = failure;
        while (t.getCause() != null) t = t.getCause();
        return t;
    }

    static String firstLine(Throwable failure) {
        String text = failure.getMessage();
        return text == null
                ? failure.getClass().getSimpleName()
                : text.lines().findFirst().orElse("");
    }
}
