package hydrophone.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The distribution's own broker, on the loopback address; or, with TLS, the same Kafka with a listener
 * that wants a password (SCRAM).
 */
final class LocalBroker implements AutoCloseable {
    private static final String PASSWORD = "between-us-two";
    private static final String LOG =
            """
            log4j.rootLogger=INFO, out
            log4j.appender.out=org.apache.log4j.ConsoleAppender
            log4j.appender.out.layout=org.apache.log4j.PatternLayout
            log4j.appender.out.layout.ConversionPattern=%p %c{1}: %m%n
            log4j.logger.kafka.server.KafkaConfig=WARN
            """;
    private static final String SECURED =
            """
            process.roles=broker,controller
            node.id=1
            controller.quorum.voters=1@127.0.0.1:20931
            listeners=SASL_SSL://127.0.0.1:PORT,PLAINTEXT://127.0.0.1:20932,CONTROLLER://127.0.0.1:20931
            advertised.listeners=SASL_SSL://localhost:PORT,PLAINTEXT://127.0.0.1:20932
            listener.security.protocol.map=SASL_SSL:SASL_SSL,PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
            controller.listener.names=CONTROLLER
            inter.broker.listener.name=PLAINTEXT
            log.dirs=WORK/kafka
            auto.create.topics.enable=true
            num.partitions=1
            offsets.topic.replication.factor=1
            ssl.keystore.type=PKCS12
            ssl.keystore.location=WORK/keys.p12
            ssl.keystore.password=between-us-two
            sasl.enabled.mechanisms=SCRAM-SHA-512
            listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=\
              org.apache.kafka.common.security.scram.ScramLoginModule required;
            """;

    private final Process process;
    private final String config;
    private final String plain;

    private LocalBroker(Process process, String config, String plain) {
        this.process = process;
        this.config = config;
        this.plain = plain;
    }

    static LocalBroker start(Path home, Path work, int port, boolean tls) throws Exception {
        if (tls) return secured(home, work, port);
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
        String address = "localhost:" + port;
        var broker = new LocalBroker(process, "broker-address = " + address + "\n", address);
        return broker.ready(log, "ready on");
    }

    private static LocalBroker secured(Path home, Path work, int port) throws Exception {
        Path keys = work.resolve("keys.p12");
        Path log = work.resolve("broker.log");
        Path bin = Path.of(System.getProperty("java.home"), "bin");
        String keytool = bin.resolve("keytool").toString();
        String[] store = {"-keystore", keys.toString(), "-storepass", PASSWORD, "-alias", "broker"};
        quietly(
                log,
                words(
                        List.of(keytool, "-genkeypair", "-keyalg", "RSA", "-dname", "CN=localhost"),
                        List.of("-ext", "SAN=dns:localhost", "-validity", "2"),
                        List.of(store)));
        Path pem = work.resolve("ca.pem");
        quietly(
                log,
                words(
                        List.of(keytool, "-exportcert", "-rfc", "-file", pem.toString()),
                        List.of(store)));
        Path properties = work.resolve("server.properties");
        Files.writeString(
                properties, SECURED.replace("PORT", "" + port).replace("WORK", work.toString()));
        List<String> java =
                List.of(
                        bin.resolve("java").toString(),
                        "-Xmx256m",
                        "-Dlog4j.configuration=file:" + Files.writeString(work.resolve("log"), LOG),
                        "-cp",
                        home.toAbsolutePath() + "/lib/broker/*");
        quietly(
                log,
                words(
                        java,
                        List.of("kafka.tools.StorageTool", "format", "-t", "c2FtcGxpbmctYmVuY2gwMA"),
                        List.of(
                                "--add-scram",
                                "SCRAM-SHA-512=[name=bench,password=" + PASSWORD + "]"),
                        List.of("-c", properties.toString())));
        Process process =
                new ProcessBuilder(words(java, List.of("kafka.Kafka", properties.toString())))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        String config =
                "broker-address = localhost:"
                        + port
                        + "\nca-file = "
                        + pem
                        + "\nsasl-mechanism = SCRAM-SHA-512\nsasl-user = bench\nsasl-password = "
                        + PASSWORD
                        + "\n";
        return new LocalBroker(process, config, "127.0.0.1:20932")
                .ready(log, "Kafka Server started");
    }

    @SafeVarargs
    private static List<String> words(List<String>... parts) {
        return Stream.of(parts).flatMap(List::stream).toList();
    }

    private static void quietly(Path log, List<String> line) throws Exception {
        Process process =
                new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        if (process.waitFor() != 0) throw new IOException(line + ": " + Files.readString(log));
    }

    private LocalBroker ready(Path log, String word) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.readString(log).contains(word)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                close();
                throw new IOException("the broker did not start: " + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return this;
    }

    /** Where clients come to without TLS and login. */
    String plain() {
        return plain;
    }

    long pid() {
        return process.pid();
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
