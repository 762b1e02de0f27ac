package hydrophone.agent.daemon;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What systemd has at the other end of {@code $NOTIFY_SOCKET}, with the kernel's own calls. */
@SuppressWarnings("restricted")
public final class DatagramReceiver implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MOST = 4096;

    private final int socket;

    /**
     * @param name as in the variable
     */
    public DatagramReceiver(String name) {
        socket =
                (int)
                        call(
                                "socket",
                                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
                                AF_UNIX,
                                SOCK_DGRAM,
                                0);
        byte[] path = (name.startsWith("@") ? name : name + "\0").getBytes(StandardCharsets.UTF_8);
        if (path[0] == '@') path[0] = 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(2 + path.length, 2);
            address.set(JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(path, 0, address, JAVA_BYTE, 2, path.length);
            int bound =
                    (int)
                            call(
                                    "bind",
                                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT),
                                    socket,
                                    address,
                                    2 + path.length);
            if (bound < 0) throw new IllegalStateException("cannot bind " + name);
        }
    }

    /** What has come by now. */
    public List<String> messages() {
        List<String> messages = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(MOST);
            while (true) {
                long length =
                        (long)
                                call(
                                        "recv",
                                        FunctionDescriptor.of(
                                                JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT),
                                        socket,
                                        buffer,
                                        (long) MOST,
                                        MSG_DONTWAIT);
                if (length < 0) return messages;
                byte[] bytes = buffer.asSlice(0, length).toArray(JAVA_BYTE);
                messages.add(new String(bytes, StandardCharsets.UTF_8));
            }
        }
    }

    @Override
    public void close() {
        Object _ = call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT), socket);
    }

    /** CLOCK_MONOTONIC in microseconds. */
    static long monotonicMicros() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(MemoryLayout.sequenceLayout(2, JAVA_LONG));
            Object _ =
                    call(
                            "clock_gettime",
                            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS),
                            1,
                            time);
            return time.getAtIndex(JAVA_LONG, 0) * 1_000_000 + time.getAtIndex(JAVA_LONG, 1) / 1000;
        }
    }

    private static Object call(String function, FunctionDescriptor type, Object... arguments) {
        Linker linker = Linker.nativeLinker();
        MethodHandle handle =
                linker.downcallHandle(linker.defaultLookup().findOrThrow(function), type);
        try {
            return handle.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new AssertionError(function, e);
        }
    }
}
