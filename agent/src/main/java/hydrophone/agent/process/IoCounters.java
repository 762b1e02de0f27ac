package hydrophone.agent.process;

import hydrophone.agent.machine.Cursor;
import hydrophone.agent.machine.MalformedFileException;

/**
 * /proc/N/io, one process at a time: the block layer's counters, in KiB rounded up. Other users'
 * are readable to root only.
 */
final class IoCounters {
    private long read;
    private long written;
    private long cancelled;

    void none() {
        read = 0;
        written = 0;
        cancelled = 0;
    }

    void read(Cursor in) throws MalformedFileException {
        none();
        for (; !in.atEnd(); in.nextLine()) {
            switch (in.peek()) {
                case 'r' -> read = in.skip("read_bytes:") ? kib(in.count()) : read;
                case 'w' -> written = in.skip("write_bytes:") ? kib(in.count()) : written;
                case 'c' ->
                        cancelled = in.skip("cancelled_write_bytes:") ? kib(in.count()) : cancelled;
                default -> {}
            }
        }
    }

    private static long kib(long bytes) {
        return Math.min(Cursor.LARGEST_SUMMAND, bytes / 1024 + (bytes % 1024 == 0 ? 0 : 1));
    }

    long read() {
        return read;
    }

    long written() {
        return written;
    }

    long cancelled() {
        return cancelled;
    }
}
