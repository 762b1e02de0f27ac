package hydrophone.agent.sink;

import hydrophone.kafka.CertificateTerm;
import hydrophone.kafka.TlsLook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** When the certificate ends that a server shows, or the first of those that it shows with it. */
final class ServerCertificate {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private ServerCertificate() {}

    /**
     * Of a server that our client came to.
     *
     * @param cure who renews it, and how
     * @return empty when it shows none
     */
    static Optional<Finding> look(String host, int port, Instant now, String cure) {
        List<CertificateTerm> terms = CertificateTerm.of(TlsLook.chain(host, port, PATIENCE));
        return terms.stream().findFirst().map(first -> said(first, host + ":" + port, now, cure));
    }

    private static Finding said(CertificateTerm term, String server, Instant now, String cure) {
        String text = "the certificate of " + server + " " + term.words(now);
        return switch (term.at(now)) {
            case GOOD -> Finding.good(text);
            // Our client took it a moment ago.
            case EARLY, ENDING, ENDED -> Finding.warning(text + "; " + cure);
        };
    }
}
