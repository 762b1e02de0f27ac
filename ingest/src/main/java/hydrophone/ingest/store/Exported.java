package hydrophone.ingest.store;

import hydrophone.codec.JsonCodec;
import hydrophone.message.Envelope;
import hydrophone.message.Envelope.Attr;
import hydrophone.message.Envelope.Meta;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message that was rebuilt from a store. It says so in {@code meta.attrs}: {@code origin} =
 * {@code DIGEST:JOBS:SENDER:CHECK}, where DIGEST is that of the bytes that came first ({@code -}
 * for kinds that need none). With it the message that comes from Kafka again is known to be the
 * same; without it, it would be a conflict.
 *
 * <p>CHECK is a digest of all the rest: a message that was edited after the export is what it is,
 * with the digest of its own bytes. It guards against mistakes, not against forgery, which is why
 * only files are believed, never a topic.
 *
 * @param message without the attribute
 * @param sender node that sent it
 * @param origin what it was; null = nothing that would be asked for
 */
public record Exported(Envelope message, String sender, @Nullable Origin origin) {
    public static final String KEY = "origin";

    private static final Pattern VALUE =
            Pattern.compile(
                    "((?:[0-9a-f]{16}|-):[0-9]{1,18}:[A-Za-z0-9._-]{0,253}):([0-9a-f]{16})");

    public Exported {
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(sender, "sender");
    }

    /** As it goes into a file: one line. */
    byte[] bytes() {
        String claim = claim();
        String value = claim + ":" + check(claim, message);
        List<Attr> attrs = new ArrayList<>(message.meta().attrs());
        attrs.add(new Attr(KEY, value));
        return JsonCodec.encodeExactly(with(message, attrs));
    }

    private String claim() {
        String digest = origin == null ? "-" : HexFormat.of().toHexDigits(origin.digest());
        long jobs = origin == null ? 0 : origin.jobs();
        return String.format(Locale.ROOT, "%s:%d:%s", digest, jobs, sender);
    }

    /** Empty: it is no such message, or no longer. */
    public static Optional<Exported> of(Envelope read) {
        String value = read.meta().attr(KEY).orElse("");
        Matcher parts = VALUE.matcher(value);
        if (!parts.matches()) return Optional.empty();
        List<Attr> attrs = read.meta().attrs().stream().filter(a -> !a.key().equals(KEY)).toList();
        Envelope message = with(read, attrs);
        String claim = parts.group(1);
        if (!check(claim, message).equals(parts.group(2))) return Optional.empty();
        return Optional.of(of(message, claim.split(":", -1)));
    }

    private static Exported of(Envelope message, String[] claim) {
        Origin origin =
                claim[0].equals("-")
                        ? null
                        : new Origin(
                                HexFormat.fromHexDigitsToLong(claim[0]), Long.parseLong(claim[1]));
        return new Exported(message, claim[2], origin);
    }

    private static String check(String claim, Envelope message) {
        String rest =
                HexFormat.of()
                        .toHexDigits(ContentDigest.ofMessage(JsonCodec.encodeExactly(message)));
        return HexFormat.of().toHexDigits(new ContentDigest().add(claim).add(rest).number());
    }

    private static Envelope with(Envelope message, List<Attr> attrs) {
        Meta meta = message.meta();
        return new Envelope(
                new Meta(meta.producer(), meta.version(), meta.format(), meta.token(), attrs),
                message.data(),
                message.errors());
    }
}
