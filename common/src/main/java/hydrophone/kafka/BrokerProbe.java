package hydrophone.kafka;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Says a few words of Kafka's protocol to a port, to learn what listens there: Kafka's clients
 * themselves only go silent where TLS meets none. No secret is sent.
 *
 * <p>The two requests, of versions that brokers of all ages take: {@code ApiVersions} (18, v0), and
 * {@code SaslHandshake} (17, v0) with a mechanism that nobody has: a listener with logins answers
 * 33 and its mechanisms, one without answers 34.
 */
public final class BrokerProbe {
    private static final short API_VERSIONS = 18;
    private static final short SASL_HANDSHAKE = 17;
    private static final short NO_SUCH_MECHANISM = 33;
    private static final int MOST_ANSWER = 64 << 10;

    private BrokerProbe() {}

    /** What listens. */
    public sealed interface Listener {
        /** No connection. */
        record None(String why) implements Listener {}

        /**
         * Somebody who does not speak Kafka, or not so.
         *
         * @param spoke whether an answer came, which no broker would give
         */
        record Foreign(boolean spoke) implements Listener {}

        /**
         * Kafka.
         *
         * @param mechanisms of login; empty = it wants none
         */
        record Kafka(List<String> mechanisms) implements Listener {}
    }

    /**
     * @param tls whether to speak over TLS
     * @param patience for the connection, and again for each answer
     */
    public static Listener ask(String host, int port, boolean tls, Duration patience) {
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, port), (int) patience.toMillis());
            plain.setSoTimeout((int) patience.toMillis());
            return tls ? secured(plain, host, port) : talk(plain);
        } catch (IOException | IllegalArgumentException e) {
            return new Listener.None(String.valueOf(e.getMessage()));
        }
    }

    private static Listener secured(Socket plain, String host, int port) {
        try (Socket over = TlsLook.over(plain, host, port)) {
            return talk(over);
        } catch (IOException | GeneralSecurityException e) {
            return new Listener.Foreign(false);
        }
    }

    private static Listener talk(Socket socket) {
        try {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            request(out, API_VERSIONS, new byte[0]);
            if (answer(in).available() < Short.BYTES) return new Listener.Foreign(true);
            request(out, SASL_HANDSHAKE, string("none"));
            return new Listener.Kafka(mechanisms(answer(in)));
        } catch (ProtocolException e) {
            return new Listener.Foreign(true);
        } catch (IOException e) {
            return new Listener.Foreign(false);
        }
    }

    private static void request(DataOutputStream out, short api, byte[] body) throws IOException {
        byte[] client = string("hydrophone-probe");
        out.writeInt(Short.BYTES * 2 + Integer.BYTES + client.length + body.length);
        out.writeShort(api);
        out.writeShort(0);
        out.writeInt(api); // the number that the answer must bear
        out.write(client);
        out.write(body);
        out.flush();
    }

    private static byte[] string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[Short.BYTES + bytes.length];
        all[1] = (byte) bytes.length;
        System.arraycopy(bytes, 0, all, Short.BYTES, bytes.length);
        return all;
    }

    /** What follows the answer's head. */
    private static DataInputStream answer(DataInputStream in) throws IOException {
        int size = in.readInt();
        if (size < Integer.BYTES || size > MOST_ANSWER)
            throw new ProtocolException("no answer of Kafka");
        byte[] body = new byte[size];
        in.readFully(body);
        DataInputStream answer = new DataInputStream(new java.io.ByteArrayInputStream(body));
        int number = answer.readInt();
        if (number != API_VERSIONS && number != SASL_HANDSHAKE) {
            throw new ProtocolException("no answer of Kafka");
        }
        return answer;
    }

    private static List<String> mechanisms(DataInputStream answer) throws IOException {
        if (answer.readShort() != NO_SUCH_MECHANISM) return List.of();
        int count = answer.readInt();
        List<String> mechanisms = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] name = new byte[answer.readUnsignedShort()];
            answer.readFully(name);
            mechanisms.add(new String(name, StandardCharsets.US_ASCII));
        }
        return mechanisms;
    }
}
