import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/*
 * Makes HOME/runtime: the Java that the agent runs on, of this JDK, with the modules that the agent
 * needs and no others. Made again only when the JDK or this list has changed.
 */

/* What jdeps names for lib/agent, without java.desktop (only window functions of JNA and OSHI use
 * it), and with what is found by name at run time: naming and the Kerberos classes for Kafka's
 * SASL, jdk.management for what a thread allocates. java.net.http is the client of the sinks that
 * send to a web server. */
static final List<String> MODULES =
        List.of(
                "java.base",
                "java.logging",
                "java.management",
                "java.naming",
                "java.net.http",
                "java.security.jgss",
                "java.security.sasl",
                "jdk.httpserver",
                "jdk.management",
                "jdk.security.jgss",
                "jdk.unsupported");
/* The classes are left uncompressed: they are mapped into memory as they lie there. */
static final List<String> OPTIONS =
        List.of(
                "--strip-debug",
                "--no-man-pages",
                "--no-header-files",
                "--generate-cds-archive",
                "--add-modules",
                String.join(",", MODULES));

void main(String[] args) throws IOException {
    Path runtime = Path.of(args[0], "runtime");
    Path stamp = runtime.resolve("made-of");
    Path jdk = Path.of(System.getProperty("java.home"));
    String wanted = Files.readString(jdk.resolve("release")) + String.join(" ", OPTIONS) + "\n";
    if (Files.exists(stamp) && Files.readString(stamp).equals(wanted)) return;
    remove(runtime);
    ToolProvider jlink = ToolProvider.findFirst("jlink").orElse(null);
    if (jlink == null) {
        IO.println("runtime: not made, since the JDK in " + jdk + " has no jlink");
        return;
    }
    List<String> line = new ArrayList<>(OPTIONS);
    line.addAll(List.of("--output", runtime.toString()));
    var said = new StringWriter();
    var out = new PrintWriter(said);
    if (jlink.run(out, out, line.toArray(String[]::new)) != 0) {
        remove(runtime);
        IO.println("runtime: not made: " + said.toString().lines().findFirst().orElse("?"));
        return;
    }
    // For a heap without compressed pointers, above 32 GiB: not the agent's.
    Files.deleteIfExists(runtime.resolve("lib/server/classes_nocoops.jsa"));
    Files.writeString(stamp, wanted);
    IO.println("runtime: " + runtime);
}

void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) return;
    try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
    }
}
