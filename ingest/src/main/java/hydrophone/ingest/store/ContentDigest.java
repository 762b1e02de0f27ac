package hydrophone.ingest.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 over values, each told apart from the next by its length. */
final class ContentDigest {
    private final MessageDigest sha = sha256();

    ContentDigest add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        add(bytes.length);
        sha.update(bytes);
        return this;
    }

    ContentDigest add(long number) {
        sha.update(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
        return this;
    }

    ContentDigest add(List<String> texts) {
        add(texts.size());
        texts.forEach(this::add);
        return this;
    }

    /** All of it, as hexadecimal text. */
    String hex() {
        return HexFormat.of().formatHex(sha.digest());
    }

    /** The first 8 bytes. */
    long number() {
        return ByteBuffer.wrap(sha.digest()).getLong();
    }

    /** Of a message's value; white space at its end does not count, as files add newlines. */
    static long ofMessage(byte[] value) {
        int end = value.length;
        while (end > 0 && value[end - 1] <= ' ' && value[end - 1] >= 0) end--;
        MessageDigest sha = sha256();
        sha.update(value, 0, end);
        return ByteBuffer.wrap(sha.digest()).getLong();
    }

    static String hexOf(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
