package hydrophone.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A TLS server on a loopback port with a certificate that no broker would start with; it speaks no
 * Kafka. Counts who came.
 */
public final class OddServer implements AutoCloseable {
    private final ServerSocket server;
    private final AtomicInteger connections = new AtomicInteger();

    private OddServer(ServerSocket server) {
        this.server = server;
        Thread.ofVirtual().start(this::serve);
    }

    /**
     * Shows a certificate that ended as it was made.
     *
     * @param folder with {@code keys/ca.pem} and {@code keys/ca.key}
     */
    public static OddServer ended(Path folder) {
        return start(folder, "subjectAltName=DNS:localhost", 0);
    }

    /** Shows a certificate for other names. */
    public static OddServer misnamed(Path folder, String name) {
        return start(folder, "subjectAltName=DNS:" + name, 10);
    }

    private static OddServer start(Path folder, String extension, int days) {
        try {
            Path pem = folder.resolve("odd-" + days + ".pem");
            String keys = folder.resolve("keys").toString();
            String script =
                    """
                    set -eu
                    cd "$(dirname "$1")"
                    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout odd.key -out odd.csr -subj /CN=odd
                    printf '%%s\\n' '%s' >odd.ext
                    openssl x509 -req -in odd.csr -CA '%s/ca.pem' -CAkey '%s/ca.key' -set_serial 77 -days %d -extfile odd.ext -out odd.crt
                    cat odd.key odd.crt >"$1"
                    """
                            .formatted(extension, keys, keys, days);
            Process process =
                    new ProcessBuilder("sh", "-c", script, "sh", pem.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("odd.txt").toFile())
                            .start();
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(Files.readString(folder.resolve("odd.txt")));
            }
            return new OddServer(
                    context(pem)
                            .getServerSocketFactory()
                            .createServerSocket(0, 5, InetAddress.getLoopbackAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext context(Path pem) throws IOException, GeneralSecurityException {
        String text = Files.readString(pem);
        String key = text.replaceAll("(?s).*BEGIN PRIVATE KEY-----|-----END PRIVATE KEY.*", "");
        Certificate certificate;
        try (var bytes =
                new java.io.ByteArrayInputStream(
                        text.replaceAll("(?s).*(-----BEGIN CERT)", "$1")
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII))) {
            certificate = CertificateFactory.getInstance("X.509").generateCertificate(bytes);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "odd",
                KeyFactory.getInstance("EC")
                        .generatePrivate(
                                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(key))),
                new char[0],
                new Certificate[] {certificate});
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private void serve() {
        while (!server.isClosed()) serveOne();
    }

    private void serveOne() {
        try (Socket socket = server.accept()) {
            connections.incrementAndGet();
            int _ = socket.getInputStream().read();
        } catch (IOException e) {
            // The client did not like the certificate, which is what it is for.
            return;
        }
    }

    public String bootstrap() {
        return "localhost:" + server.getLocalPort();
    }

    public int connections() {
        return connections.get();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
