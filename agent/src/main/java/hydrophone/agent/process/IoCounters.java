package hydrophone.agent.process;

import hydrophone.agent.machine.Cursor;
import hydrophone.agent.machine.MalformedFileException;
import hydrophone.agent.process.ProcessEntry.Io;

/** /proc/N/io: the block layer's counters. Other users' are readable to root only. */
final class IoCounters {
    private IoCounters() {}

    static Io parse(Cursor in) throws MalformedFileException {
        long read = 0;
        long written = 0;
        long cancelled = 0;
        for (; !in.atEnd(); in.nextLine()) {
            if (in.skip("read_bytes:")) read = in.count();
            else if (in.skip("write_bytes:")) written = in.count();
            else if (in.skip("cancelled_write_bytes:")) cancelled = in.count();
        }
        return new Io(kib(read), kib(written), kib(cancelled));
    }

    private static long kib(long bytes) {
        return bytes / 1024 + (bytes % 1024 == 0 ? 0 : 1);
    }
}
