package hydrophone.kafka;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Looks at the certificate that a server shows, whoever vouches for it. Nothing but the handshake
 * goes over such a connection: it is for saying what is wrong, not for sending.
 */
public final class TlsLook {
    private static final int OTHER_NAME_DNS = 2;
    private static final int OTHER_NAME_IP = 7;

    private TlsLook() {}

    /**
     * The server's chain, its own certificate first; empty when it shows none, since it does not
     * speak TLS or does not speak at all.
     *
     * @param patience for the connection, and again for each answer
     */
    public static List<X509Certificate> chain(String host, int port, Duration patience) {
        Keep keep = new Keep();
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, port), (int) patience.toMillis());
            plain.setSoTimeout((int) patience.toMillis());
            try (SSLSocket secured = over(plain, host, port, keep)) {
                secured.startHandshake();
            }
        } catch (IOException | GeneralSecurityException e) {
            // What came before it failed is what was to be seen.
            return List.copyOf(keep.chain);
        }
        return List.copyOf(keep.chain);
    }

    /** TLS over a connection, with whoever it is. */
    static SSLSocket over(Socket plain, String host, int port)
            throws IOException, GeneralSecurityException {
        return over(plain, host, port, new Keep());
    }

    private static SSLSocket over(Socket plain, String host, int port, Keep keep)
            throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {keep}, new SecureRandom());
        return (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
    }

    /** The names and addresses that a certificate is good for, else whom it is made out to. */
    public static List<String> names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> each : alternatives) {
                    int kind = (Integer) each.getFirst();
                    if (kind == OTHER_NAME_DNS || kind == OTHER_NAME_IP) {
                        names.add(String.valueOf(each.get(1)));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            names.clear();
        }
        return names.isEmpty()
                ? List.of(certificate.getSubjectX500Principal().getName())
                : List.copyOf(names);
    }

    /** Keeps what it is shown, and objects to nothing. */
    private static final class Keep implements X509TrustManager {
        private final List<X509Certificate> chain = new ArrayList<>();

        @Override
        public void checkClientTrusted(X509Certificate @Nullable [] shown, @Nullable String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate @Nullable [] shown, @Nullable String kind) {
            chain.clear();
            if (shown != null) chain.addAll(List.of(shown));
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
