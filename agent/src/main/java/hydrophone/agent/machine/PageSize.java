package hydrophone.agent.machine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the kernel counts in when it counts pages: 4 KiB on x86, up to 64 KiB on ARM. From the
 * auxiliary vector that it gave this program, /proc/self/auxv (getauxval(3), AT_PAGESZ), so that it
 * needs no call and a recorded machine can bring its own.
 */
public final class PageSize {
    private static final long AT_PAGESZ = 6;
    private static final long USUAL = 4096;

    private PageSize() {}

    /** Bytes; 4096 where the machine does not say. */
    public static long read(KernelFiles proc) {
        int length = proc.readAll("self/auxv");
        if (length < 0) return USUAL;
        ByteBuffer pairs = ByteBuffer.wrap(proc.bytes(), 0, length).order(ByteOrder.nativeOrder());
        while (pairs.remaining() >= 16) {
            long key = pairs.getLong();
            long value = pairs.getLong();
            if (key == AT_PAGESZ && value >= 1024 && value <= 1 << 24) return value;
        }
        return USUAL;
    }
}
