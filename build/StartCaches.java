import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/*
 * Makes the agent's start caches, HOME/lib/agent.aot for the daemon and HOME/lib/agent-once.aot for
 * the commands that end at once: classes as the JVM holds them, read, linked and initialised. They
 * are what a training run of the launcher itself loaded, so that flags and class path are those of
 * later starts: the daemon's samples this machine, sends to a real local broker and is told to
 * stop. Made again only when jars, launcher or runtime have changed. Where training fails there is
 * one line and no cache, and the launcher does without.
 */

/* After the broker has taken the first message. */
static final int TRAINING_S = 3;
static final int PATIENCE_S = 60;
static final String CLUSTER = "training.local";
static final String CONFIG =
        """
        [global]
        cluster = %s
        role = node
        [kafka]
        broker-address = localhost:%d
        sending-window = 1s
        [sample]
        cadence = 1s
        load = true
        [sysinfo]
        cadence = 24h
        on-startup = true
        """;

Path home;
Path work;

void main(String[] args) throws Exception {
    home = Path.of(args[0]).toAbsolutePath();
    work = home.resolveSibling("start-caches");
    Path daemon = home.resolve("lib/agent.aot");
    Path once = home.resolve("lib/agent-once.aot");
    Path stamp = work.resolve("made-of");
    String wanted = inputs();
    if (Files.exists(daemon)
            && Files.exists(once)
            && Files.exists(stamp)
            && Files.readString(stamp).equals(wanted)) return;
    remove(work);
    Files.deleteIfExists(daemon);
    Files.deleteIfExists(once);
    if (!Files.isExecutable(home.resolve("runtime/bin/java"))) return;
    Files.createDirectories(work);
    try {
        train(once, daemon);
        Files.writeString(stamp, wanted);
    } catch (IOException e) {
        Files.deleteIfExists(daemon);
        Files.deleteIfExists(once);
        IO.println("start caches: not made: " + e.getMessage());
    }
}

void train(Path once, Path daemon) throws Exception {
    int port = freePort();
    Process broker = start("broker", null, "--port", "" + port, "--data-dir", work + "/broker");
    try {
        Process sample = start("agent", once, "sample");
        ended(sample, "agent sample");
        needs(once);
        await(broker, "broker", "ready on localhost:" + port);
        // Its topic must be there before the daemon looks for it.
        ping(port);
        Path config = Files.writeString(work.resolve("agent.cfg"), CONFIG.formatted(CLUSTER, port));
        Process agent = start("agent", daemon, "daemon", config.toString());
        try {
            await(agent, "agent-daemon", "took the first message");
            await(agent, "agent-daemon", "listening to topic");
            ping(port);
            await(agent, "agent-daemon", "Ping: ");
            TimeUnit.SECONDS.sleep(TRAINING_S);
            agent.destroy();
            ended(agent, "agent daemon");
        } finally {
            agent.destroyForcibly();
        }
        needs(daemon);
    } finally {
        broker.destroyForcibly().waitFor();
        remove(work.resolve("broker"));
        remove(work.resolve("state"));
    }
}

/* What operators send; the daemon reads it with classes of its own. */
void ping(int port) throws Exception {
    String broker = "localhost:" + port;
    String[] words = {
        "control", "--broker", broker, "--cluster", CLUSTER, "--role", "node", "ping"
    };
    ended(start("agent", null, words), "agent control");
}

Process start(String command, Path cache, String... words) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(home.resolve("bin").resolve(command).toString());
    line.addAll(List.of(words));
    var builder = new ProcessBuilder(line).redirectErrorStream(true);
    var environment = builder.environment();
    // Whoever builds has no spool of a training left at home.
    environment.put("STATE_DIRECTORY", work.resolve("state").toString());
    environment.keySet().removeIf(name -> name.startsWith("HYDROPHONE_"));
    environment.keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "RUST_LOG"));
    if (cache == null) {
        environment.put("HYDROPHONE_JAVA", System.getProperty("java.home"));
    } else {
        // Profiles are for C2, which the agent does without.
        environment.put(
                "HYDROPHONE_AGENT_OPTS", "-XX:-AOTRecordTraining -XX:AOTCacheOutput=" + cache);
        // The agent's heap is too small for the JVM that writes the cache.
        environment.put("JDK_AOT_VM_OPTIONS", "-Xmx512m");
    }
    String name = words[0].startsWith("-") ? command : command + "-" + words[0];
    builder.redirectOutput(log(name).toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
}

Path log(String name) {
    return work.resolve(name + ".log");
}

void ended(Process process, String what) throws Exception {
    if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(what + " does not end");
    }
    if (process.exitValue() != 0)
        throw new IOException(what + " ended with " + process.exitValue() + ": see " + work);
}

void needs(Path cache) throws IOException {
    if (!Files.exists(cache)) throw new IOException("no " + cache + " was written: see " + work);
}

void await(Process process, String name, String word) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (!Files.readString(log(name)).contains(word)) {
        if (!process.isAlive()) throw new IOException(name + " ended: see " + log(name));
        if (System.nanoTime() > end) throw new IOException(name + " never said: " + word);
        Thread.sleep(50);
    }
}

int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
    }
}

/* Jars and the runtime by size and time, as the JVM compares them; scripts by content. */
String inputs() throws Exception {
    var all = new StringBuilder();
    try (Stream<Path> jars = Files.list(home.resolve("lib/agent"))) {
        for (Path jar : jars.sorted().toList()) all.append(facts(jar));
    }
    Path modules = home.resolve("runtime/lib/modules");
    if (Files.exists(modules)) all.append(facts(modules));
    for (String script : List.of("bin/agent", "libexec/find-java"))
        all.append(digest(home.resolve(script))).append('\n');
    return all.append(CONFIG).append(TRAINING_S).append('\n').toString();
}

String facts(Path file) throws IOException {
    return file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file) + "\n";
}

String digest(Path file) throws Exception {
    var sha = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(sha.digest(Files.readAllBytes(file)));
}

void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) return;
    try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
    }
}
