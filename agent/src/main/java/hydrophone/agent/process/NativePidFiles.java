package hydrophone.agent.process;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import hydrophone.agent.machine.Cursor;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;

/**
 * By system calls through the foreign-function interface: openat relative to an open /proc, one
 * read, close, and getdents64 for the list. No garbage; about 100 ms of CPU once, to link the
 * calls, so it is for those who stay.
 *
 * <p>The calls are plain, not "critical" ones: a read that blocks must not hold up the collector of
 * garbage. Manual pages: openat(2), read(2), close(2), getdents64(2).
 */
final class NativePidFiles implements PidFiles {
    private final Calls calls;
    private final MemorySegment rootPath;
    private final MemorySegment path;
    private final MemorySegment buffer;
    private final Place place;
    private final Cursor cursor;
    private final Pids pids = new Pids();
    private final byte[] relative = new byte[32];
    private byte[] bytes = new byte[8 * 1024];

    /** The arrays as segments: copying between segments is the short way. */
    private final MemorySegment relativeHeap = MemorySegment.ofArray(relative);

    private MemorySegment bytesHeap = MemorySegment.ofArray(bytes);
    private int proc = -1;

    private NativePidFiles(Path root, Calls calls) {
        this.calls = calls;
        // For good: there is one of us, and the calls take plain addresses.
        Arena arena = Arena.global();
        rootPath = arena.allocateFrom(root.toString());
        path = arena.allocate(relative.length);
        buffer = arena.allocate(LONGEST, 8);
        place = new Place(root.toString());
        cursor = new Cursor(place, bytes, 0);
    }

    /** Empty where this kernel or C library is none that we know. */
    static Optional<NativePidFiles> of(Path root) {
        return Calls.ofThisMachine().map(calls -> new NativePidFiles(root, calls));
    }

    @Override
    public Pids list() {
        pids.clear();
        if (proc >= 0) calls.close(proc);
        proc = calls.open(rootPath);
        if (proc < 0) return pids;
        for (long n = entries(); n > 0; n = entries()) {
            int length = take(n);
            for (int at = 0; at + 19 < length; at += entryLength(at)) addName(at + 19, length);
        }
        pids.sort();
        return pids;
    }

    @Override
    public boolean read(int pid, PidFile file) {
        place.is(pid, file);
        MemorySegment.copy(relativeHeap, 0, path, 0, spell(pid, file.word()));
        int fd = calls.open(proc, path.address());
        if (fd < 0) return false;
        long n = calls.read(fd, buffer.address());
        calls.close(fd);
        if (n < 0) return false;
        int length = take(n); // may take another array
        cursor.restart(bytes, length);
        return true;
    }

    @Override
    public Cursor cursor() {
        return cursor;
    }

    private long entries() {
        return calls.entries(proc, buffer.address());
    }

    /** Moves what a call has left in the buffer to where it can be parsed. */
    private int take(long n) {
        int length = (int) n;
        if (length > bytes.length) {
            bytes = new byte[LONGEST];
            bytesHeap = MemorySegment.ofArray(bytes);
            cursor.restart(bytes, 0);
        }
        MemorySegment.copy(buffer, 0, bytesHeap, 0, length);
        return length;
    }

    /** d_reclen; never 0, so that a strange answer ends the loop. */
    private int entryLength(int at) {
        return Math.max(19, (bytes[at + 16] & 0xFF) | (bytes[at + 17] & 0xFF) << 8);
    }

    private void addName(int from, int limit) {
        int to = from;
        while (to < limit && bytes[to] != 0) to++;
        pids.addName(bytes, from, to);
    }

    /** Writes the path below /proc and its end mark; returns its length. */
    private int spell(int pid, String file) {
        int length = 1;
        for (int rest = pid; rest >= 10; rest /= 10) length++;
        int rest = pid;
        for (int i = length - 1; i >= 0; i--) {
            relative[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        relative[length++] = '/';
        for (int i = 0; i < file.length(); i++) relative[length++] = (byte) file.charAt(i);
        relative[length++] = 0;
        return length;
    }

    /**
     * The calls themselves, all through syscall(2) with whole numbers: linking one type of call
     * takes a quarter of the time and memory that four types would. Their errors are all one to us:
     * there is nothing to read.
     */
    @SuppressWarnings("restricted") // the launcher allows native access
    private static final class Calls {
        private static final int AT_FDCWD = -100;

        /** O_CLOEXEC, and O_NONBLOCK: a pipe in a recorded tree must not hold us up for ever. */
        private static final int FLAGS = 02000000 | 04000;

        /** A constant, so that the compiler sees through it. */
        private static final MethodHandle SYSCALL =
                Linker.nativeLinker()
                        .downcallHandle(
                                Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
                                FunctionDescriptor.of(
                                        JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                                        JAVA_LONG),
                                Linker.Option.firstVariadicArg(1));

        private final long openat;
        private final long read;
        private final long close;
        private final long getdents64;

        private Calls(long openat, long read, long close, long getdents64) {
            this.openat = openat;
            this.read = read;
            this.close = close;
            this.getdents64 = getdents64;
        }

        /** By their numbers: asm/unistd_64.h of x86, asm-generic/unistd.h for the rest. */
        static Optional<Calls> ofThisMachine() {
            if (!System.getProperty("os.name", "").equals("Linux")) return Optional.empty();
            return switch (System.getProperty("os.arch", "")) {
                case "amd64" -> Optional.of(new Calls(257, 0, 3, 217));
                case "aarch64", "riscv64" -> Optional.of(new Calls(56, 63, 57, 61));
                default -> Optional.empty();
            };
        }

        int open(MemorySegment path) {
            return (int) call(openat, AT_FDCWD, path.address(), FLAGS, 0);
        }

        int open(int folder, long path) {
            return (int) call(openat, folder, path, FLAGS, 0);
        }

        long read(int fd, long into) {
            return call(read, fd, into, LONGEST, 0);
        }

        long entries(int fd, long into) {
            return call(getdents64, fd, into, LONGEST, 0);
        }

        void close(int fd) {
            long _ = call(close, fd, 0, 0, 0);
        }

        private static long call(long number, long a, long b, long c, long d) {
            try {
                return (long) SYSCALL.invokeExact(number, a, b, c, d);
            } catch (Throwable e) {
                // A downcall throws nothing of its own.
                throw new AssertionError("a system call threw", e);
            }
        }
    }
}
