package hydrophone.bench;

import com.sun.management.OperatingSystemMXBean;

import hydrophone.agent.slurm.SacctReader;
import hydrophone.agent.slurm.SacctRow;
import hydrophone.codec.MessageEncoder;
import hydrophone.message.Envelope;
import hydrophone.message.Envelope.Meta;
import hydrophone.message.JobsAttributes;
import hydrophone.message.SlurmJob;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * Reads sacct's output once, as the agent does, and prints what this process has cost: {@code
 * encode}, each record becomes JSON in messages of 500; {@code delta}, nothing has changed since
 * the last time, so that keys and contents are all that is looked at; {@code floor}, the bytes are
 * read and the delimiters counted.
 */
public final class SacctReading implements SacctReader.Rows {
    private static final String DELIMITER = "\u001f0123abcd\u001f";
    private static final int BATCH = 500;
    private static final Meta META = new Meta(Meta.HYDROPHONE, "0.0.0", List.of());
    private static final OffsetDateTime NOW = OffsetDateTime.parse("2026-11-23T09:00:00+01:00");

    private final boolean delta;
    private final MessageEncoder encoder = new MessageEncoder();
    private final List<SlurmJob> jobs = new ArrayList<>();
    private final Map<Long, Long> known = new HashMap<>();
    private long rows;
    private long changed;
    private long unreadable;
    private long bytes;

    private SacctReading(boolean delta) {
        this.delta = delta;
    }

    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[1]);
        switch (args[0]) {
            case "make" -> make(file, Integer.parseInt(args[2]), Long.parseLong(args[3]), args[4]);
            case "floor" -> floor(file);
            default -> new SacctReading(args[0].equals("delta")).read(args[0], file);
        }
    }

    /** Recorded records in any order, each with a job number of its own and other figures. */
    private static void make(Path file, int rows, long seed, String recorded) throws IOException {
        String text = Files.readString(Path.of(recorded), StandardCharsets.ISO_8859_1);
        String[] records = text.split(Pattern.quote(DELIMITER) + "\n", -1);
        Random random = new Random(seed);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < rows; i++) {
                String record = records[random.nextInt(records.length - 1)];
                String[] columns = record.split(Pattern.quote(DELIMITER), -1);
                String number = Integer.toString(1_000_000 + i);
                columns[0] = columns[0].replaceFirst("^[0-9]+", number);
                columns[1] = columns[1].replaceFirst("^[0-9]+", number);
                columns[12] = Integer.toString(random.nextInt(1_000_000));
                for (int c : new int[] {10, 15, 16}) {
                    if (columns[c].endsWith("K")) columns[c] = random.nextInt(100_000_000) + "K";
                }
                String made = String.join(DELIMITER, columns) + DELIMITER + "\n";
                out.write(made.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        System.out.println(rows + " rows, " + Files.size(file) + " bytes");
    }

    private static void floor(Path file) throws IOException {
        long delimiters = 0;
        byte[] buffer = new byte[64 * 1024];
        try (InputStream in = Files.newInputStream(file)) {
            int count = in.read(buffer);
            while (count >= 0) {
                for (int i = 0; i < count; i++) if (buffer[i] == 0x1f) delimiters++;
                count = in.read(buffer);
            }
        }
        print("floor", delimiters / 66, 0, 0);
    }

    private void read(String mode, Path file) throws IOException, InterruptedException {
        SacctReader reader = new SacctReader(DELIMITER, ZoneId.of("Europe/Oslo"), this);
        try (InputStream in = Files.newInputStream(file)) {
            reader.read(in);
        }
        reader.finish(true);
        if (!jobs.isEmpty()) send();
        print(mode, rows, unreadable, bytes + changed);
    }

    @Override
    public void row(SacctRow row) {
        rows++;
        if (delta) {
            Long before = known.put(row.key(), row.content());
            if (before != null) changed++;
            return;
        }
        jobs.add(row.job(""));
        if (jobs.size() == BATCH) send();
    }

    private void send() {
        var message = Envelope.of(META, new JobsAttributes(NOW, "fox.educloud.no", jobs));
        bytes += encoder.encode(message, 4 << 20).orElseThrow().length;
        jobs.clear();
    }

    @Override
    public void unreadable(String what) {
        if (unreadable++ == 0) System.err.println(what);
    }

    private static void print(String mode, long rows, long unreadable, long bytes) {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long heap = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getType() == MemoryType.HEAP) heap += pool.getPeakUsage().getUsed();
        }
        System.out.printf(
                Locale.ROOT,
                "%s CPU %.2f s heap peak %.1f MiB, %d rows, %d unreadable, %d bytes%n",
                mode,
                system.getProcessCpuTime() / 1e9,
                heap / 1048576.0,
                rows,
                unreadable,
                bytes);
    }
}
