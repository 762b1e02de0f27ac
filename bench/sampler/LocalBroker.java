package hydrophone.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The distribution's own broker, on the loopback address. */
final class LocalBroker implements AutoCloseable {
    private final Process process;
    private final String config;

    private LocalBroker(Process process, String config) {
        this.process = process;
        this.config = config;
    }

    static LocalBroker start(Path home, Path work, int port, boolean tls) throws Exception {
        if (tls) throw new IOException("--tls: not yet");
        Path log = work.resolve("broker.log");
        var builder =
                new ProcessBuilder(
                        home + "/bin/broker",
                        "--port",
                        Integer.toString(port),
                        "--data-dir",
                        work + "/broker");
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        var broker = new LocalBroker(process, "broker-address = localhost:" + port + "\n");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.readString(log).contains("ready on")) {
            if (!process.isAlive() || System.nanoTime() > end) {
                broker.close();
                throw new IOException("the broker did not start: " + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return broker;
    }

    /** Lines for [kafka]. */
    String config() {
        return config;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
    }
}
