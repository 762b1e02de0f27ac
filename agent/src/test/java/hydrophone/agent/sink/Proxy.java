package hydrophone.agent.sink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A web proxy on 127.0.0.1 that remembers the first line of each request. */
final class Proxy implements AutoCloseable {
    private final ServerSocket door;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    Proxy() throws IOException {
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    URI address() {
        return URI.create("http://localhost:" + door.getLocalPort());
    }

    List<String> asked() {
        return asked;
    }

    private void serve() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            String line = head.lines().findFirst().orElse("");
            asked.add(line);
            String[] words = line.split(" ", -1);
            boolean tunnel = words[0].equals("CONNECT");
            URI to = URI.create(tunnel ? "https://" + words[1] : words[1]);
            try (Socket server = new Socket(InetAddress.getLoopbackAddress(), to.getPort())) {
                byte[] first =
                        (tunnel ? "HTTP/1.1 200 Ok\r\n\r\n" : head)
                                .getBytes(StandardCharsets.UTF_8);
                (tunnel ? client : server).getOutputStream().write(first);
                Thread back = Thread.ofVirtual().start(() -> copy(server, client));
                copy(client, server);
                back.join();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) break;
            head.write(b);
        }
        return head.toString(StandardCharsets.UTF_8);
    }

    /** Until one of them goes. */
    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException _) {
            return;
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
