package hydrophone.agent.sink;

import hydrophone.agent.config.Destination.Web;
import hydrophone.agent.sink.ServerTrust.WrongNameException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Optional;

import javax.net.ssl.SSLException;

/** Why a server gave no answer, in one line that says what can be done about it. */
final class WebTrouble {
    private final Web web;
    private final String where;

    /**
     * @param to what was asked
     */
    WebTrouble(Web web, URI to) {
        this.web = web;
        this.where = to + web.proxy().map(p -> " (through proxy " + p + ")").orElse("");
    }

    /** It answered, and not that all is well. */
    String answered(int status, String body) {
        String line = OneLine.of(body);
        return where + " answered " + status + (line.isEmpty() ? "" : ": " + line);
    }

    String late(long seconds) {
        return where + " did not answer within " + seconds + " s";
    }

    /** The file of those to trust is of no use. */
    String untrusting(Exception failure) {
        String why = failure instanceof IOException io ? OneLine.why(io) : OneLine.of(failure);
        return where
                + " is not asked: ca-file "
                + web.caFile().map(Path::toString).orElse("")
                + ": "
                + why;
    }

    String why(Throwable failure) {
        if (find(failure, UnresolvedAddressException.class) != null) {
            return where + ": host " + firstHop() + " has no address (name service)";
        }
        if (find(failure, HttpConnectTimeoutException.class) != null) {
            boolean encrypted = "https".equals(web.endpoint().getScheme());
            String what = encrypted ? "no connection with TLS" : "no connection";
            return where + " cannot be reached: " + what + " in time";
        }
        if (find(failure, ConnectException.class) != null) {
            return where + " cannot be reached: connection refused, or no way there";
        }
        if (isTls(failure)) return where + ": " + tls(failure);
        return where + ": the connection failed: " + OneLine.of(failure);
    }

    /** The two could not agree on whom to trust, or how to encrypt. */
    static boolean isTls(Throwable failure) {
        return find(failure, SSLException.class) != null;
    }

    private String firstHop() {
        return web.proxy().orElse(web.endpoint()).getHost();
    }

    private String tls(Throwable failure) {
        String host = web.endpoint().getHost();
        WrongNameException name = find(failure, WrongNameException.class);
        if (name != null) {
            return "the server's certificate is for "
                    + name.names()
                    + ", not for "
                    + host
                    + "; verify-hostname = false takes it all the same";
        }
        if (find(failure, CertPathBuilderException.class) != null) {
            return "the certificate of " + host + " is of no CA that " + authorities() + " holds";
        }
        GeneralSecurityException last = deepest(failure);
        if (last != null)
            return "the certificate of " + host + " is not valid: " + OneLine.of(last);
        return "TLS failed: " + OneLine.of(failure);
    }

    private String authorities() {
        Optional<Path> file = web.caFile();
        return file.isPresent() ? "ca-file " + file.get() : "Java's own list (no ca-file is set)";
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> kind) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (kind.isInstance(t)) return kind.cast(t);
        }
        return null;
    }

    /** The innermost says what it is: expired, not yet valid, a broken signature. */
    private static @Nullable GeneralSecurityException deepest(Throwable failure) {
        GeneralSecurityException last = null;
        for (Throwable t = find(failure, CertificateException.class); t != null; t = t.getCause()) {
            if (t instanceof GeneralSecurityException e) last = e;
        }
        return last;
    }
}
