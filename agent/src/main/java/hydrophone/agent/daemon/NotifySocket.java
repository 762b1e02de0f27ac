package hydrophone.agent.daemon;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A datagram socket of the Unix domain, which the JDK has not: socket(2), connect(2), send(2) and
 * clock_gettime(2) as foreign functions. Never waits. A socket is opened for each message, so that
 * whoever listens may come and go. Thread-safe.
 *
 * <p>All take and give whole registers, as {@link hydrophone.agent.process}'s system call does:
 * what one type of call costs to link is paid once, and an argument too many is not looked at. Only
 * the lower half of a register is an int that comes back.
 */
final class NotifySocket {
    private static final int AF_UNIX = 1;

    /** SOCK_DGRAM, SOCK_CLOEXEC and SOCK_NONBLOCK. */
    private static final int DATAGRAMS = 2 | 02000000 | 04000;

    /** MSG_DONTWAIT and MSG_NOSIGNAL. */
    private static final int AT_ONCE = 0x40 | 0x4000;

    private static final int CLOCK_MONOTONIC = 1;

    /** What {@code sun_path} holds, its end mark included. */
    private static final int LONGEST_NAME = 108;

    private final byte[] address;
    private final Calls calls;

    private NotifySocket(byte[] address, Calls calls) {
        this.address = address;
        this.calls = calls;
    }

    /**
     * The socket of that name, whether or not anybody listens; empty if it cannot be one.
     *
     * @param name an absolute path, or {@code @name} in the kernel's own name space
     */
    static Optional<NotifySocket> at(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        boolean form = name.startsWith("/") || name.startsWith("@");
        if (!form || bytes.length < 2 || bytes.length >= LONGEST_NAME) return Optional.empty();
        boolean path = bytes[0] == '/';
        byte[] address = new byte[bytes.length + (path ? 1 : 0)];
        System.arraycopy(bytes, 0, address, 0, bytes.length);
        if (!path) address[0] = 0;
        return Calls.link().map(calls -> new NotifySocket(address, calls));
    }

    /** Sends one message; the answer is what failed. */
    Optional<String> send(String text) {
        int socket = (int) Calls.call(calls.socket, AF_UNIX, DATAGRAMS, 0, 0);
        if (socket < 0) {
            return Optional.of("no socket can be made; RestrictAddressFamilies= must name AF_UNIX");
        }
        try (Arena arena = Arena.ofConfined()) {
            return send(socket, text.getBytes(StandardCharsets.UTF_8), arena);
        } finally {
            long _ = Calls.call(calls.close, socket, 0, 0, 0);
        }
    }

    private Optional<String> send(int socket, byte[] message, Arena arena) {
        MemorySegment to = arena.allocate(Short.BYTES + address.length, Short.BYTES);
        to.set(JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(MemorySegment.ofArray(address), 0, to, Short.BYTES, address.length);
        if ((int) Calls.call(calls.connect, socket, to.address(), to.byteSize(), 0) < 0) {
            return Optional.of("nobody listens there, or we may not speak to it");
        }
        MemorySegment text = arena.allocate(message.length);
        text.copyFrom(MemorySegment.ofArray(message));
        long sent = Calls.call(calls.send, socket, text.address(), message.length, AT_ONCE);
        return sent < 0 ? Optional.of("a message is not taken") : Optional.empty();
    }

    /** The clock that systemd compares with. */
    long monotonicMicros() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(2L * Long.BYTES, Long.BYTES);
            long _ = Calls.call(calls.clock, CLOCK_MONOTONIC, time.address(), 0, 0);
            long nanos = time.get(JAVA_LONG, Long.BYTES);
            return time.get(JAVA_LONG, 0) * 1_000_000 + nanos / 1000;
        }
    }

    @SuppressWarnings("restricted") // the launcher allows native access
    private record Calls(
            MethodHandle socket,
            MethodHandle connect,
            MethodHandle send,
            MethodHandle close,
            MethodHandle clock) {

        /** Empty where foreign functions are not to be had. */
        static Optional<Calls> link() {
            try {
                return Optional.of(
                        new Calls(
                                handle("socket"),
                                handle("connect"),
                                handle("send"),
                                handle("close"),
                                handle("clock_gettime")));
            } catch (RuntimeException _) {
                return Optional.empty();
            }
        }

        private static MethodHandle handle(String function) {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow(function),
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    Linker.Option.firstVariadicArg(1));
        }

        static long call(MethodHandle function, long a, long b, long c, long d) {
            try {
                return (long) function.invokeExact(a, b, c, d, 0L);
            } catch (Throwable e) {
                // A downcall throws nothing of its own.
                throw new AssertionError("a system call threw", e);
            }
        }
    }
}
