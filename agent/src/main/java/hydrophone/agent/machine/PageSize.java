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
        return length < 0 ? USUAL : parse(ByteBuffer.wrap(proc.bytes(), 0, length));
    }

    /** Pairs of native words, key and value. */
    static long parse(ByteBuffer auxv) {
        ByteBuffer pairs = auxv.order(ByteOrder.nativeOrder());
        while (pairs.remaining() >= 16) {
            long key = pairs.getLong();
            long value = pairs.getLong();
            if (key == AT_PAGESZ && possible(value)) return value;
        }
        return USUAL;
    }

    private static boolean possible(long bytes) {
        return bytes >= 1024 && bytes <= 1 << 24 && Long.bitCount(bytes) == 1;
    }
}
