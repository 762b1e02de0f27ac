package hydrophone.agent.sink;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Which servers one client trusts: those that a CA of a PEM file vouches for, or of Java's list,
 * under their own name or, if so asked, any. Java checks names by itself only where the trust
 * manager is not an extended one; as this one is, the check can be left out for one client, without
 * the system property that would leave it out for all.
 *
 * <p>The price: each handshake checks the chain twice, so that a wrong name can be told from a CA
 * that is not trusted.
 */
final class ServerTrust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager authorities;
    private final boolean verifyHostname;

    private ServerTrust(X509ExtendedTrustManager authorities, boolean verifyHostname) {
        this.authorities = authorities;
        this.verifyHostname = verifyHostname;
    }

    /** The certificate is good, for another name than the one that was asked for. */
    static final class WrongNameException extends CertificateException {
        private static final long serialVersionUID = 1;

        private final String names;

        private WrongNameException(X509Certificate server, CertificateException cause) {
            super(cause.getMessage(), cause);
            this.names = names(server);
        }

        /** Those that the certificate bears, for a person. */
        String names() {
            return names;
        }

        private static String names(X509Certificate server) {
            try {
                Collection<List<?>> all = server.getSubjectAlternativeNames();
                if (all == null) return OneLine.of(server.getSubjectX500Principal().getName());
                List<String> texts =
                        all.stream()
                                .map(name -> name.getLast())
                                .filter(String.class::isInstance)
                                .map(String.class::cast)
                                .toList();
                return OneLine.of(String.join(", ", texts));
            } catch (CertificateException e) {
                return OneLine.of(e);
            }
        }
    }

    /**
     * Reads the file now; whoever wants a renewed one taken up asks again.
     *
     * @param caFile PEM, with one certificate or several; empty = those that Java trusts
     * @throws IOException when the file cannot be read
     * @throws GeneralSecurityException when it holds no certificates
     */
    static SSLContext context(Optional<Path> caFile, boolean verifyHostname)
            throws IOException, GeneralSecurityException {
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(caFile.isPresent() ? store(caFile.get()) : null);
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManager[] trust = {new ServerTrust(extended(factory), verifyHostname)};
        context.init(null, trust, null);
        return context;
    }

    private static X509ExtendedTrustManager extended(TrustManagerFactory factory)
            throws GeneralSecurityException {
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) return extended;
        }
        throw new GeneralSecurityException("this Java has no trust manager for certificates");
    }

    private static KeyStore store(Path caFile) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(caFile)) {
            int number = 0;
            for (Certificate ca : CertificateFactory.getInstance("X.509").generateCertificates(in))
                store.setCertificateEntry("ca" + number++, ca);
        }
        if (store.size() == 0) throw new CertificateException("it holds no certificate");
        return store;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
        if (!verifyHostname) return;
        try {
            authorities.checkServerTrusted(chain, authType, engine);
        } catch (CertificateException e) {
            // What is wrong with a chain has a cause; a wrong name has none.
            throw e.getCause() == null ? new WrongNameException(chain[0], e) : e;
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        authorities.checkServerTrusted(chain, authType);
    }

    /** Our client has engines, never sockets of TLS: nothing is let through here unchecked. */
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        authorities.checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        authorities.checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        authorities.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        authorities.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.getAcceptedIssuers();
    }
}
