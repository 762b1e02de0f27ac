package hydrophone.kafka;

import org.apache.kafka.common.errors.SslAuthenticationException;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why a TLS handshake failed, and the cure. */
final class TlsTrouble {
    private static final Duration PATIENCE = Duration.ofMillis(1500);

    /** What Java says of a name that the certificate lacks, in two ways. */
    private static final Pattern NAME =
            Pattern.compile(
                    "No subject alternative (?:DNS name|names) matching (?:IP address )?(\\S+)"
                            + " found|No name matching (\\S+) found");

    private static final Pattern ALERT = Pattern.compile("Received fatal alert: (\\w+)");

    private final KafkaSettings settings;
    private final Vocabulary words;

    TlsTrouble(KafkaSettings settings, Vocabulary words) {
        this.settings = settings;
        this.words = words;
    }

    Trouble of(SslAuthenticationException failure) {
        String all = "";
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof CertificateExpiredException) return Trouble.wrong(ended(t));
            if (t instanceof CertificateNotYetValidException) return Trouble.wrong(early());
            all += KafkaTrouble.firstLine(t) + "\n";
        }
        return Trouble.wrong(of(all));
    }

    private String of(String all) {
        Matcher name = NAME.matcher(all);
        if (name.find()) return misnamed(name.group(1) == null ? name.group(2) : name.group(1));
        Matcher alert = ALERT.matcher(all);
        if (alert.find()) return refused(alert.group(1));
        if (all.contains("PKIX path") || all.contains("trust anchors")) return untrusted();
        if (all.contains("Unsupported or unrecognized SSL message")) {
            return broker() + " does not speak TLS on this port; remove " + words.tls();
        }
        return "no TLS with " + broker() + ": " + all.lines().skip(1).findFirst().orElse("");
    }

    private String broker() {
        return "broker " + settings.broker();
    }

    private String untrusted() {
        return settings.trusted()
                .map(file ->
                        broker()
                                + " shows a certificate that "
                                + file
                                + " does not vouch for; let "
                                + words.caFile()
                                + " name the certificate of the CA that signed it")
                .orElseGet(() ->
                        broker()
                                + " shows a certificate of a CA that Java does not know; add "
                                + words.withTls());
    }

    private String misnamed(String host) {
        List<X509Certificate> chain = chain(Optional.of(host));
        String names =
                chain.isEmpty()
                        ? "other names"
                        : String.join(", ", TlsLook.names(chain.getFirst()));
        return broker()
                + " shows a certificate for "
                + names
                + ", not for "
                + host
                + "; call it by a name of its certificate, have that name put in, or set "
                + words.anyHost()
                + " if nobody else has a certificate of this CA";
    }

    private String ended(Throwable failure) {
        Instant end =
                chain(Optional.empty()).stream()
                        .map(X509Certificate::getNotAfter)
                        .map(Date::toInstant)
                        .min(Instant::compareTo)
                        .orElse(Instant.MAX);
        String when = end.equals(Instant.MAX) ? KafkaTrouble.firstLine(failure) : end.toString();
        return "the certificate of "
                + broker()
                + ", or of its CA, has ended ("
                + when
                + "); it must be renewed there: kafka-keys broker --renew";
    }

    private String early() {
        return "the certificate of "
                + broker()
                + " is not good yet; is the clock of this machine right?";
    }

    /** The broker's word on what we showed. */
    private String refused(String alert) {
        Optional<String> own = files();
        if (own.isPresent()) return "no TLS with " + broker() + ": " + own.get();
        return switch (alert) {
            case "certificate_required" ->
                    broker() + " wants to see a certificate of ours; add " + words.certificate();
            case "handshake_failure", "protocol_version", "insufficient_security" ->
                    broker()
                            + " and we have no version or cipher of TLS in common ("
                            + alert
                            + "); it must take TLS 1.2 or 1.3";
            default ->
                    broker()
                            + " does not accept our certificate ("
                            + alert
                            + "); check that "
                            + words.certificate()
                            + " are signed by a CA that it trusts and have not ended";
        };
    }

    /** What is wrong with the files that the settings name; empty = nothing. */
    Optional<String> files() {
        KafkaSettings.Tls tls = settings.tls();
        if (tls == null) return Optional.empty();
        Optional<String> ca = tls.caFile().flatMap(PemFile::certificateProblem);
        return ca.isPresent()
                ? ca
                : tls.own().flatMap(own -> PemFile.pairProblem(own.certFile(), own.keyFile()));
    }

    /** What the broker shows; of the addresses that we know, the one with this host. */
    private List<X509Certificate> chain(Optional<String> host) {
        return Address.list(settings.broker()).stream()
                .filter(a -> host.isEmpty() || a.host().equals(host.get()))
                .findFirst()
                .map(a -> TlsLook.chain(a.host(), a.port(), PATIENCE))
                .orElse(List.of());
    }
}
