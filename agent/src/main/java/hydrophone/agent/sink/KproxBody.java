package hydrophone.agent.sink;

import hydrophone.agent.config.Destination.Login;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What Sonar's proxy reads: for each message a newline, an object that says what it is and how
 * long, on one line, and its bytes.
 *
 * <pre>
 * ⏎
 * {"topic":"T","key":"K","client":"C","sasl-user":"U","sasl-password":"P","data-size":N}⏎
 * {…}⏎
 * </pre>
 *
 * N counts the value's last newline; the two {@code sasl-} members are there when a login is.
 *
 * @param client {@code <cluster>/<node>}
 * @param limit bytes of one body, which stays below it
 */
record KproxBody(String client, Optional<Login> login, OptionalLong limit) {
    /** Sonar's guess at what goes around a message, and around a body. */
    private static final long AROUND_MESSAGE = 20 + 150;

    private static final long AROUND_BODY = 10;

    /** The bytes of one body; the values themselves, not copies. */
    List<byte[]> of(List<Outgoing> messages) {
        List<byte[]> parts = new ArrayList<>(messages.size() * 2);
        for (Outgoing message : messages) {
            parts.add(head(message));
            parts.add(message.value());
        }
        return parts;
    }

    private byte[] head(Outgoing message) {
        StringBuilder head = new StringBuilder(200).append("\n{\"topic\":");
        head.append(JsonText.quoted(message.topic()));
        head.append(",\"key\":").append(JsonText.quoted(message.key()));
        head.append(",\"client\":").append(JsonText.quoted(client));
        if (login.isPresent()) {
            head.append(",\"sasl-user\":").append(JsonText.quoted(login.get().user()));
            head.append(",\"sasl-password\":").append(JsonText.quoted(login.get().password()));
        }
        head.append(",\"data-size\":").append(message.value().length).append("}\n");
        return head.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** In this order, in bodies below the limit; what is larger by itself stands alone. */
    List<List<Outgoing>> split(List<Outgoing> messages) {
        List<List<Outgoing>> bodies = new ArrayList<>();
        int from = 0;
        long size = AROUND_BODY;
        for (int i = 0; i < messages.size(); i++) {
            long next = size(messages.get(i));
            if (i > from && !fits(size + next)) {
                bodies.add(messages.subList(from, i));
                from = i;
                size = AROUND_BODY;
            }
            size += next;
        }
        if (from < messages.size()) bodies.add(messages.subList(from, messages.size()));
        return bodies;
    }

    /** It may go with others, or at least alone. */
    boolean fits(Outgoing message) {
        return fits(AROUND_BODY + size(message));
    }

    private boolean fits(long size) {
        return limit.isEmpty() || size < limit.getAsLong();
    }

    /** As Sonar guesses it, and no less than it is: a password may be long. */
    private long size(Outgoing message) {
        long value = message.value().length;
        long guess = utf8(message.topic()) + utf8(message.key()) + value + AROUND_MESSAGE;
        return limit.isEmpty() ? guess : Math.max(guess, head(message).length + value);
    }

    private static long utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
