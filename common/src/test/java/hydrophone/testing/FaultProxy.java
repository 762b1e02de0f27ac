package hydrophone.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A network that misbehaves on request: a TCP proxy on loopback in front of one port. A fault works
 * on connections that are there as well as on new ones, until another is set. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int CHUNK = 16 << 10;
    private static final int CUT_AFTER = 100;
    private static final int SLOW_CHUNK = 64;

    private final int port = LocalBroker.freePort();
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile Fault fault = Fault.NONE;
    private volatile boolean closed;
    private ServerSocket server;

    /** What goes wrong. */
    public enum Fault {
        /** Nothing. */
        NONE,
        /** Nobody listens. */
        REFUSE,
        /** Every connection is reset. */
        DROP,
        /** Everything comes half a second late. */
        DELAY,
        /** What is sent disappears and nothing comes back, yet nobody closes the connection. */
        HALF_OPEN,
        /** The connection is reset in the midst of what the client sends. */
        CUT,
        /** Some three kilobytes a second from the client. */
        SLOW
    }

    /**
     * @param target port on loopback
     */
    public FaultProxy(int target) {
        this.target = target;
        this.server = listen();
    }

    /** Where clients come to. */
    public int port() {
        return port;
    }

    /** From now on. */
    public synchronized void set(Fault wanted) {
        // What disappeared must not be followed by what comes after it.
        if (fault == Fault.HALF_OPEN) resetAll();
        fault = wanted;
        if (wanted == Fault.REFUSE) closeQuietly(server);
        else if (server.isClosed()) server = listen();
        if (wanted == Fault.REFUSE || wanted == Fault.DROP) resetAll();
    }

    private ServerSocket listen() {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            Thread.ofPlatform().daemon().name("fault-proxy").start(() -> accept(socket));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket from) {
        while (!closed) {
            try {
                Socket client = from.accept();
                sockets.add(client);
                if (fault == Fault.DROP) reset(client);
                else connect(client);
            } catch (IOException e) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        try {
            Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(broker);
            Thread.ofVirtual().start(() -> pump(client, broker, true));
            Thread.ofVirtual().start(() -> pump(broker, client, false));
        } catch (IOException e) {
            reset(client);
        }
    }

    private void pump(Socket from, Socket to, boolean upwards) {
        byte[] chunk = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                if (!pass(chunk, n, out, upwards)) break;
            }
        } catch (IOException | InterruptedException e) {
            // One end is gone, and so the other goes.
            closed |= Thread.currentThread().isInterrupted();
        } finally {
            reset(from);
            reset(to);
        }
    }

    /** False if the connection is to be reset. */
    private boolean pass(byte[] chunk, int n, OutputStream out, boolean upwards)
            throws IOException, InterruptedException {
        switch (fault) {
            case NONE -> out.write(chunk, 0, n);
            case REFUSE, DROP -> {
                return false;
            }
            case HALF_OPEN -> {
                // It is nowhere.
            }
            case DELAY -> {
                TimeUnit.MILLISECONDS.sleep(500);
                out.write(chunk, 0, n);
            }
            case CUT -> {
                out.write(chunk, 0, upwards ? Math.min(n, CUT_AFTER) : n);
                return !upwards || n <= CUT_AFTER;
            }
            case SLOW -> slowly(chunk, n, out, upwards);
        }
        return true;
    }

    private void slowly(byte[] chunk, int n, OutputStream out, boolean upwards)
            throws IOException, InterruptedException {
        int step = upwards ? SLOW_CHUNK : n;
        for (int at = 0; at < n; at += step) {
            out.write(chunk, at, Math.min(step, n - at));
            if (upwards && fault == Fault.SLOW) TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void resetAll() {
        sockets.forEach(this::reset);
    }

    private void reset(Socket socket) {
        sockets.remove(socket);
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // Gone already.
            return;
        } finally {
            closeQuietly(socket);
        }
    }

    private static void closeQuietly(AutoCloseable what) {
        try {
            what.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        closeQuietly(server);
        resetAll();
    }
}
