package hydrophone.kafka;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * From when to when a certificate is good.
 *
 * @param holder whom it is made out to
 */
public record CertificateTerm(String holder, Instant from, Instant until) {
    /** Long enough to have one renewed. */
    private static final Duration SOON = Duration.ofDays(30);

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    public CertificateTerm {
        Objects.requireNonNull(holder, "holder");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(until, "until");
    }

    /** How it stands with one. */
    public enum State {
        EARLY,
        GOOD,
        /** Good, for less than 30 days. */
        ENDING,
        ENDED
    }

    public static CertificateTerm of(X509Certificate certificate) {
        return new CertificateTerm(
                certificate.getSubjectX500Principal().getName(),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    /** Their terms, the one that ends first before the others. */
    public static List<CertificateTerm> of(List<X509Certificate> certificates) {
        return certificates.stream()
                .map(CertificateTerm::of)
                .sorted(Comparator.comparing(CertificateTerm::until))
                .toList();
    }

    public State at(Instant now) {
        if (now.isBefore(from)) return State.EARLY;
        if (now.isAfter(until)) return State.ENDED;
        return now.plus(SOON).isAfter(until) ? State.ENDING : State.GOOD;
    }

    /** Such as {@code ends 2028-11-28 06:30Z, in 729 days}. */
    public String words(Instant now) {
        return switch (at(now)) {
            case EARLY ->
                    "is good from "
                            + DAY.format(from)
                            + " on only; is the clock of this machine right?";
            case ENDED -> "has ended " + DAY.format(until);
            case GOOD, ENDING ->
                    "ends " + DAY.format(until) + ", in " + days(Duration.between(now, until));
        };
    }

    private static String days(Duration left) {
        long days = left.toDays();
        return days == 1 ? "1 day" : days + " days";
    }
}
