package hydrophone.ingest.tree;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Short digests that a file, or a piece of one, is known by. */
final class Fingerprint {
    private static final int TAIL = 4096;
    private static final int BYTES = 8;

    private Fingerprint() {}

    static String of(byte[] bytes) {
        return hex(sha256().digest(bytes));
    }

    /** Of the last 4 KiB before a place; leaves the channel where it is. */
    static String before(FileChannel channel, long end) throws IOException {
        ByteBuffer tail = ByteBuffer.allocate((int) Math.min(TAIL, end));
        long from = end - tail.capacity();
        while (tail.hasRemaining()) {
            if (channel.read(tail, from + tail.position()) < 0) break;
        }
        MessageDigest sha = sha256();
        sha.update(tail.flip());
        return hex(sha.digest());
    }

    private static String hex(byte[] digest) {
        return HexFormat.of().formatHex(Arrays.copyOf(digest, BYTES));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
