package hydrophone.bench;

import hydrophone.codec.JsonCodec;
import hydrophone.codec.MalformedMessageException;
import hydrophone.ingest.load.LoadMessage;
import hydrophone.message.MessageType;
import hydrophone.message.SampleAttributes;
import hydrophone.message.SampleJob;
import hydrophone.message.SampleProcess;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** What the messages are like that went in, however they came about. */
final class InputFigures {
    private record Identity(long job, long epoch, long pid, long ppid, String command) {}

    /** gzip -1 into nothing. */
    private static final class Squeeze extends GZIPOutputStream {
        Squeeze(Counter to) throws IOException {
            super(to, 64 * 1024);
            def.setLevel(1);
        }
    }

    private static final class Counter extends OutputStream {
        private long bytes;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] b, int from, int length) {
            bytes += length;
        }
    }

    private final Counter squeezed = new Counter();
    private final Squeeze squeeze;
    private final Map<String, Map<Identity, SampleProcess>> latest = new HashMap<>();
    private long messages;
    private long bytes;
    private long largest;
    private long processes;
    private long followed;
    private long equal;

    InputFigures() throws IOException {
        squeeze = new Squeeze(squeezed);
    }

    void add(LoadMessage message) throws IOException, MalformedMessageException {
        messages++;
        bytes += message.bytes().length;
        largest = Math.max(largest, message.bytes().length);
        squeeze.write(message.bytes());
        var decoded = JsonCodec.decode(MessageType.SAMPLE, message.bytes()).envelope();
        if (decoded.data() instanceof SampleAttributes sample) compare(sample);
    }

    private void compare(SampleAttributes sample) {
        Map<Identity, SampleProcess> before = latest.getOrDefault(sample.node(), Map.of());
        Map<Identity, SampleProcess> now = new HashMap<>();
        for (SampleJob job : sample.jobs()) {
            for (SampleProcess p : job.processes()) {
                var identity = new Identity(job.job(), job.epoch(), p.pid(), p.ppid(), p.cmd());
                SampleProcess last = before.get(identity);
                if (last != null) followed++;
                if (p.equals(last)) equal++;
                now.put(identity, p);
                processes++;
            }
        }
        latest.put(sample.node(), now);
    }

    long bytes() {
        return bytes;
    }

    double processesAMessage() {
        return (double) processes / messages;
    }

    /** Ends the compression. */
    String text() throws IOException {
        squeeze.finish();
        return String.format(
                Locale.ROOT,
                "%,d messages of %d nodes, %.1f MB, %.1f KB a message (at most %.1f), %.0f"
                        + " processes; gzip -1 ratio %.2f; %.1f %% of process samples equal the one"
                        + " before; %,d processes",
                messages,
                latest.size(),
                bytes / 1e6,
                bytes / 1e3 / messages,
                largest / 1e3,
                processesAMessage(),
                (double) bytes / squeezed.bytes,
                100.0 * equal / Math.max(1, followed),
                processes - followed);
    }
}
