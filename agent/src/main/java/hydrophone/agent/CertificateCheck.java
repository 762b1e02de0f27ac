package hydrophone.agent;

import hydrophone.agent.config.CertificateFile;
import hydrophone.agent.config.CertificateFile.Use;
import hydrophone.agent.config.Problem.Kind;
import hydrophone.agent.sink.Finding;
import hydrophone.kafka.CertificateTerm;
import hydrophone.kafka.CertificateTerm.State;
import hydrophone.kafka.PemFile;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When the certificates end that a configuration names: of each file the one that ends first.
 *
 * <p>A file of ours is of use while all in it are good, one of trusted CAs while one of them is: an
 * old CA stands beside its successor for a while.
 */
final class CertificateCheck {
    private final Instant now;
    private final Optional<Path> key;

    /**
     * @param key of the certificate that is ours
     */
    CertificateCheck(Instant now, Optional<Path> key) {
        this.now = now;
        this.key = key;
    }

    Finding look(CertificateFile file) {
        Optional<String> unusable =
                file.use() == Use.SHOWN && key.isPresent()
                        ? PemFile.pairProblem(file.path(), key.get())
                        : PemFile.certificateProblem(file.path());
        if (unusable.isPresent()) return wrong(file, unusable.get());
        try {
            return said(file, CertificateTerm.of(PemFile.certificates(file.path())));
        } catch (IOException | GeneralSecurityException e) {
            return wrong(file, file.path() + " cannot be read: " + e.getMessage());
        }
    }

    private Finding said(CertificateFile file, List<CertificateTerm> terms) {
        CertificateTerm first = worst(terms);
        String text = text(file, first, terms.size());
        boolean useless =
                switch (file.use()) {
                    case TRUSTED -> terms.stream().noneMatch(this::isGood);
                    case SHOWN -> !terms.stream().allMatch(this::isGood);
                };
        if (useless) return wrong(file, text + "; put a renewed one in its place");
        if (first.at(now) == State.GOOD) {
            return Finding.good(file.problem(Kind.WARNING, text).toString());
        }
        String cure =
                isGood(first)
                        ? "; have it renewed"
                        : "; the others are good: take it out when nobody shows its like any more";
        return Finding.warning(file.problem(Kind.WARNING, text + cure).toString());
    }

    /** The first that is not good, else the one that ends first. */
    private CertificateTerm worst(List<CertificateTerm> terms) {
        return terms.stream().filter(t -> !isGood(t)).findFirst().orElse(terms.getFirst());
    }

    private boolean isGood(CertificateTerm term) {
        return switch (term.at(now)) {
            case GOOD, ENDING -> true;
            case EARLY, ENDED -> false;
        };
    }

    private String text(CertificateFile file, CertificateTerm term, int of) {
        String which = of == 1 ? "" : " (" + of + " certificates): " + term.holder();
        return file.path() + which + " " + term.words(now);
    }

    private static Finding wrong(CertificateFile file, String text) {
        return Finding.wrong(Exit.CONFIG, file.problem(Kind.ERROR, text).toString());
    }
}
