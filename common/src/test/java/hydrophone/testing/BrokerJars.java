package hydrophone.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** The Kafka brokers that the build fetched, a folder of jars each. */
public enum BrokerJars {
    /** What {@code bin/broker} is. */
    V3_9_2("broker"),
    /** What Sonar's own guide takes, with ZooKeeper; only the module {@code deploy} has it. */
    V3_9_0("broker-3.9.0"),
    /** A current one; only the module {@code deploy} has it. */
    V4("broker-4");

    private final String folder;

    BrokerJars(String folder) {
        this.folder = folder;
    }

    /** For a class path: all jars in it. */
    public Path lib() {
        Path lib = root().resolve("deploy").resolve(folder).resolve("target/lib");
        if (!Files.isDirectory(lib)) {
            throw new IllegalStateException(lib + " is not there: run mvn with -am");
        }
        return lib;
    }

    /** The folder of the checkout. */
    public static Path root() {
        return Path.of(System.getProperty("project.root", "..")).toAbsolutePath().normalize();
    }
}
