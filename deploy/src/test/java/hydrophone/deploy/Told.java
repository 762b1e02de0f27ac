package hydrophone.deploy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sample by what names it in the store.
 *
 * @param t seconds since 1970
 * @param digest the first 8 bytes of the SHA-256 of its text, white space at its end apart
 */
record Told(long t, long digest) implements Comparable<Told> {
    private static final Pattern TIME = Pattern.compile("\"time\":\"([^\"]+)\"");

    static Told of(String message) {
        Matcher time = TIME.matcher(message);
        if (!time.find()) throw new IllegalArgumentException("no time: " + message);
        try {
            byte[] sum =
                    MessageDigest.getInstance("SHA-256")
                            .digest(message.stripTrailing().getBytes(StandardCharsets.UTF_8));
            return new Told(
                    OffsetDateTime.parse(time.group(1)).toEpochSecond(),
                    ByteBuffer.wrap(sum).getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int compareTo(Told other) {
        return t == other.t ? Long.compare(digest, other.digest) : Long.compare(t, other.t);
    }
}
