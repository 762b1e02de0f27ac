package hydrophone.deploy.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.random.RandomGenerator;

/** Free ports. */
final class Ports {
    private Ports() {}

    /** A loopback port that was free just now; below those that outgoing connections get. */
    static int free(RandomGenerator random) throws DemoException {
        for (int attempt = 0; attempt < 100; attempt++) {
            try (ServerSocket socket =
                    new ServerSocket(
                            12_000 + random.nextInt(8_000), 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // the next one
            }
        }
        throw new DemoException(DemoException.UNAVAILABLE, "no free port from 12000 to 19999");
    }
}
