package hydrophone.agent.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
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
    private static final int O_CLOEXEC = 02000000;

    private final long getdents64;
    private final MemorySegment rootPath;
    private final MemorySegment path;
    private final MemorySegment buffer;
    private final Place place;
    private final Cursor cursor;
    private final Pids pids = new Pids();
    private final byte[] relative = new byte[32];
    private byte[] bytes = new byte[8 * 1024];
    private int proc = -1;

    private NativePidFiles(Path root, long getdents64) {
        this.getdents64 = getdents64;
        Arena arena = Arena.ofAuto();
        rootPath = arena.allocateFrom(root.toString());
        path = arena.allocate(relative.length);
        buffer = arena.allocate(LONGEST, 8);
        place = new Place(root.toString());
        cursor = new Cursor(place, bytes, 0);
    }

    /** Empty where this kernel or C library is none that we know. */
    static Optional<NativePidFiles> of(Path root) {
        long getdents64 = Calls.getdents64();
        return getdents64 < 0
                ? Optional.empty()
                : Optional.of(new NativePidFiles(root, getdents64));
    }

    @Override
    public Pids list() {
        pids.clear();
        if (proc >= 0) Calls.close(proc);
        proc = Calls.open(Calls.AT_FDCWD, rootPath);
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
        MemorySegment.copy(relative, 0, path, JAVA_BYTE, 0, spell(pid, file.word()));
        int fd = Calls.open(proc, path);
        if (fd < 0) return false;
        long n = Calls.read(fd, buffer);
        Calls.close(fd);
        if (n < 0) return false;
        int length = take(n); // may change bytes
        cursor.restart(bytes, length);
        return true;
    }

    @Override
    public Cursor cursor() {
        return cursor;
    }

    private long entries() {
        return Calls.entries(getdents64, proc, buffer);
    }

    /** Moves what a call has left in the buffer to where it can be parsed. */
    private int take(long n) {
        int length = (int) n;
        if (length > bytes.length) {
            bytes = new byte[LONGEST];
            cursor.restart(bytes, 0);
        }
        MemorySegment.copy(buffer, JAVA_BYTE, 0, bytes, 0, length);
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
     * The calls themselves, as constants so that the compiler sees through them. Their errors are
     * all one to us: there is nothing to read.
     */
    @SuppressWarnings("restricted") // the launcher allows native access
    private static final class Calls {
        static final int AT_FDCWD = -100;

        private static final MethodHandle OPENAT =
                handle("openat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
        private static final MethodHandle READ =
                handle("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
        private static final MethodHandle CLOSE =
                handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        private static final MethodHandle SYSCALL =
                handle(
                        "syscall",
                        FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG),
                        Linker.Option.firstVariadicArg(1));

        private Calls() {}

        /**
         * The number of getdents64, which the C library does not offer everywhere; -1 = unknown.
         */
        static long getdents64() {
            if (!System.getProperty("os.name", "").equals("Linux")) return -1;
            return switch (System.getProperty("os.arch", "")) {
                case "amd64" -> 217;
                case "aarch64" -> 61;
                default -> -1;
            };
        }

        private static MethodHandle handle(
                String name, FunctionDescriptor type, Linker.Option... options) {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, options);
        }

        static int open(int folder, MemorySegment path) {
            try {
                return (int) OPENAT.invokeExact(folder, path, O_CLOEXEC);
            } catch (Throwable e) {
                throw impossible(e);
            }
        }

        static long read(int fd, MemorySegment into) {
            try {
                return (long) READ.invokeExact(fd, into, (long) LONGEST);
            } catch (Throwable e) {
                throw impossible(e);
            }
        }

        static long entries(long number, int fd, MemorySegment into) {
            try {
                return (long) SYSCALL.invokeExact(number, fd, into, (long) LONGEST);
            } catch (Throwable e) {
                throw impossible(e);
            }
        }

        static void close(int fd) {
            try {
                int _ = (int) CLOSE.invokeExact(fd);
            } catch (Throwable e) {
                throw impossible(e);
            }
        }

        /** A downcall throws nothing of its own. */
        private static AssertionError impossible(Throwable e) {
            return new AssertionError("a system call threw", e);
        }
    }
}
