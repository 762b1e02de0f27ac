package hydrophone.agent.slurm;

import hydrophone.message.SlurmJob;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All that a reader makes of an output. */
final class Snapshot implements SacctReader.Rows {
    static final String DELIMITER = "\u001f0123abcd\u001f";
    static final ZoneId OSLO = ZoneId.of("Europe/Oslo");

    final List<SlurmJob> jobs = new ArrayList<>();
    final List<Boolean> live = new ArrayList<>();
    final List<Long> keys = new ArrayList<>();
    final List<Long> contents = new ArrayList<>();
    final List<String> unreadable = new ArrayList<>();
    private final Map<Long, String> requested;

    private Snapshot(Map<Long, String> requested) {
        this.requested = requested;
    }

    static Snapshot of(String output) {
        return of(output.getBytes(StandardCharsets.UTF_8), true, 1 << 20);
    }

    /**
     * @param complete the program ended well
     * @param step what a read hands out at most
     */
    static Snapshot of(byte[] output, boolean complete, int step) {
        return of(output, complete, step, Map.of());
    }

    static Snapshot of(byte[] output, boolean complete, int step, Map<Long, String> requested) {
        var snapshot = new Snapshot(requested);
        var reader = new SacctReader(DELIMITER, OSLO, snapshot);
        try {
            reader.read(inSteps(output, step));
            reader.finish(complete);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return snapshot;
    }

    private static InputStream inSteps(byte[] output, int step) {
        return new ByteArrayInputStream(output) {
            @Override
            public synchronized int read(byte[] to, int offset, int length) {
                return super.read(to, offset, Math.min(length, step));
            }
        };
    }

    @Override
    public void row(SacctRow row) {
        jobs.add(row.job(requested.getOrDefault(row.jobId(), "")));
        live.add(row.live());
        keys.add(row.key());
        contents.add(row.content());
    }

    @Override
    public void unreadable(String what) {
        unreadable.add(what);
    }
}
