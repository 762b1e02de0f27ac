package hydrophone.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code dd oflag=dsync}: how often the disk syncs blocks of one size when nothing else is done. They
 * are appended, as messages are: blocks that were written before may be faster.
 */
final class SyncFloor {
    private static final Pattern SECONDS = Pattern.compile("copied, ([0-9.e+-]+) s");

    private final Path file;
    private long syncs;
    private double seconds;

    SyncFloor(Path file) {
        this.file = file;
    }

    void measure(long size, int count) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        "dd", "if=/dev/zero", "of=" + file, "bs=" + size, "count=" + count,
                        "oflag=dsync,append", "conv=notrunc");
        builder.environment().put("LC_ALL", "C");
        Process dd = builder.redirectErrorStream(true).start();
        String said = new String(dd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher took = SECONDS.matcher(said);
        if (dd.waitFor() != 0 || !took.find()) throw new IOException("dd: " + said);
        syncs += count;
        seconds += Double.parseDouble(took.group(1));
    }

    double rate() {
        return syncs / seconds;
    }
}
