package hydrophone.ingest;

import hydrophone.ingest.tree.ImportCounts;
import hydrophone.ingest.tree.ImportListener;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;

/**
 * Shows how far an import is: a bar that renews itself on a terminal, else a line every 10 s. The
 * rate and the time left are those of this run. One thread.
 */
final class ImportProgress implements ImportListener {
    private static final int WIDTH = 24;
    private static final long BAR_MILLIS = 200;
    private static final long LINE_MILLIS = 10_000;
    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream out;
    private final boolean terminal;
    private final InstantSource clock;
    private final long begun;
    private long shown;
    private long bytesBefore = -1;

    ImportProgress(PrintStream out, boolean terminal, InstantSource clock) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
        this.begun = clock.millis();
        this.shown = begun;
    }

    /** Whether what this process says on stderr goes to a terminal. */
    static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    @Override
    public void says(String line) {
        if (terminal) out.print(CLEAR);
        out.println("ingest: " + line.replaceAll("\\p{Cntrl}+", " "));
    }

    @Override
    public void progress(ImportCounts counts) {
        long now = clock.millis();
        if (bytesBefore < 0) bytesBefore = counts.bytes();
        if (now - shown < (terminal ? BAR_MILLIS : LINE_MILLIS)) return;
        shown = now;
        if (terminal) out.print(CLEAR + bar(counts) + " " + figures(counts, now));
        else out.println("ingest: " + figures(counts, now));
        out.flush();
    }

    /** The bar goes; what comes next has a line of its own. */
    void end() {
        if (terminal) out.print(CLEAR);
        out.flush();
    }

    private static String bar(ImportCounts counts) {
        int full = (int) (share(counts) * WIDTH);
        return "[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "]";
    }

    private static double share(ImportCounts counts) {
        long all = counts.bytesInAll();
        return all == 0 ? 1 : Math.min(1, (double) counts.bytes() / all);
    }

    private String figures(ImportCounts counts, long now) {
        double seconds = Math.max(0.001, (now - begun) / 1000.0);
        double rate = (counts.bytes() - bytesBefore) / seconds;
        long left = counts.bytesInAll() - counts.bytes();
        return String.format(
                Locale.ROOT,
                "%3.0f %% of %s, %d messages, %.0f/s, dead letters %d, %s",
                share(counts) * 100,
                size(counts.bytesInAll()),
                counts.messages(),
                counts.messages() / seconds,
                counts.deadLetters(),
                left(left, rate));
    }

    private static String left(long bytes, double rate) {
        if (bytes <= 0) return "0:00 left";
        if (rate <= 0) return "?:?? left";
        long seconds = (long) Math.ceil(bytes / rate);
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d left", seconds / 60, seconds % 60)
                : String.format(
                        Locale.ROOT, "%d h %02d min left", seconds / 3600, seconds % 3600 / 60);
    }

    private static String size(long bytes) {
        return bytes < 10L << 20
                ? String.format(Locale.ROOT, "%.0f KiB", bytes / 1024.0)
                : String.format(Locale.ROOT, "%.0f MiB", bytes / 1048576.0);
    }
}
