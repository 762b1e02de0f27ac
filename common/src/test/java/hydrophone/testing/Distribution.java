package hydrophone.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * A folder like that of an unpacked Kafka 4: {@code bin/kafka-topics.sh} and so on, which start the
 * classes that Kafka's own scripts start. Of its jars only.
 */
final class Distribution {
    private static final Map<String, String> CLASSES =
            Map.of(
                    "kafka-storage", "kafka.tools.StorageTool",
                    "kafka-topics", "org.apache.kafka.tools.TopicCommand",
                    "kafka-acls", "org.apache.kafka.tools.AclCommand",
                    "kafka-configs", "org.apache.kafka.tools.ConfigCommand",
                    "kafka-server-start", "kafka.Kafka");

    private Distribution() {}

    static void make(Path home, BrokerJars jars) {
        try {
            Path bin = Files.createDirectories(home.resolve("bin"));
            for (Map.Entry<String, String> each : CLASSES.entrySet()) {
                Path file = bin.resolve(each.getKey() + ".sh");
                Files.writeString(
                        file,
                        """
                        #!/bin/sh
                        exec '%s/bin/java' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m -cp '%s/*' %s "$@"
                        """
                                .formatted(
                                        System.getProperty("java.home"),
                                        jars.lib(),
                                        each.getValue()));
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
