package hydrophone.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.deploy.Programs.Result;
import hydrophone.testing.Needs;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The agent's launcher: its own runtime, start caches that fit, a heap as large as the task. */
final class AgentLauncherIT {
    private static final Path RUNTIME = Programs.home().resolve("runtime");

    @TempDir Path folder;

    @Test
    void theRuntimeBesideItUnlessAnotherIsAskedFor() {
        Needs.that(Files.exists(RUNTIME), "no runtime was built");
        String settings = "-XshowSettings:properties";
        Result own = agent(Programs.home(), settings, Map.of(), "--version");
        assertTrue(own.err().contains("java.home = " + RUNTIME + "\n"), own.err());
        Result asked = agent(Programs.home(), settings, Programs.java(), "--version");
        String java = Programs.java().get("HYDROPHONE_JAVA");
        assertTrue(asked.err().contains("java.home = " + java + "\n"), asked.err());
    }

    /** With a log of where classes come from: all but those made at run time, from the cache. */
    @ParameterizedTest
    @CsvSource({"agent-once, sample", "agent, daemon --help"})
    void classesComeFromTheStartCache(String cache, String words) throws IOException {
        needsCaches(cache);
        Path log = folder.resolve("classes");
        Result result =
                agent(
                        Programs.home(),
                        "-Xlog:class+load:file=" + log + "::filecount=0",
                        Map.of(),
                        words.split(" ", -1));
        assertEquals(0, result.status(), result.toString());
        List<String> lines =
                Files.readAllLines(log).stream().filter(l -> l.contains("source:")).toList();
        long cached = lines.stream().filter(l -> l.contains("shared objects file")).count();
        assertTrue(cached > 1000, cached + " of " + lines.size());
        assertEquals(
                List.of(),
                lines.stream().filter(l -> l.contains("source: file:")).toList(),
                "read from jars instead");
    }

    @ParameterizedTest
    @CsvSource({"0", "100000", "4000000"})
    void aBrokenStartCacheIsNoMatter(int size) throws IOException {
        needsCaches("agent-once");
        Path copy = linkedCopy();
        byte[] whole = Files.readAllBytes(Programs.home().resolve("lib/agent-once.aot"));
        Files.write(copy.resolve("lib/agent-once.aot"), java.util.Arrays.copyOf(whole, size));
        Result result = agent(copy, "", Map.of(), "sample");
        assertEquals(0, result.status(), result.toString());
        assertEquals("", result.err());
        assertTrue(result.out().startsWith("{\"meta\""), result.out());
        assertEquals(1, result.out().lines().count());
    }

    @Test
    void aStartCacheOfOtherJarsIsNoMatter() throws IOException {
        needsCaches("agent-once");
        Path copy = linkedCopy();
        Files.delete(copy.resolve("lib/agent"));
        Files.createDirectory(copy.resolve("lib/agent"));
        try (Stream<Path> jars = Files.list(Programs.home().resolve("lib/agent"))) {
            // Copied without their times.
            for (Path jar : jars.toList()) {
                Files.copy(jar, copy.resolve("lib/agent").resolve(jar.getFileName()));
            }
        }
        Files.copy(
                Programs.home().resolve("lib/agent-once.aot"), copy.resolve("lib/agent-once.aot"));
        Result result = agent(copy, "", Map.of(), "sample", "--load");
        assertEquals(0, result.status(), result.toString());
        assertEquals("", result.err());
        assertTrue(result.out().startsWith("{\"meta\""), result.out());
    }

    @ParameterizedTest
    @CsvSource({
        "'[sample]\ncadence = 1s\n', 16",
        "'#[jobs]\n[sample]\n', 16",
        "'[sample]\n[jobs]\n', 128",
        "'[slurm]\n', 128",
        "'\t[cluster] \n[sample]\n', 128",
        // A byte order mark, which the reader of the file passes over, too.
        "'\uFEFF[jobs]\n', 128"
    })
    void slurmsAnswersGetALargerHeap(String text, int mebibytes) throws IOException {
        Path file = Files.writeString(folder.resolve("agent one.cfg"), text);
        Result result =
                agent(
                        Programs.home(),
                        "-XX:+PrintFlagsFinal",
                        Map.of(),
                        "daemon",
                        file.toString(),
                        "--help");
        assertEquals(0, result.status(), result.toString());
        String heap =
                result.out()
                        .lines()
                        .filter(l -> l.contains(" MaxHeapSize "))
                        .findFirst()
                        .orElse("");
        assertTrue(heap.contains(" " + (mebibytes << 20) + " "), heap);
    }

    /** Java takes the names of files by the locale, and knows none beyond ASCII in this one. */
    @Test
    void aFileMayBeNamedAsOneLikesInAnyLocale() {
        String script =
                "file=$(printf 'k\\303\\244se.cfg'); export LC_ALL=POSIX\n"
                        + "printf '[global]\\ncluster = a.b\\nrole = node\\n' >\"$file\"\n"
                        + "\"$0\" check \"$file\"";
        List<String> command = List.of("bash", "-c", script, Programs.bin("agent"));
        Result result = Programs.run(folder, Map.of(), command);
        assertEquals(0, result.status(), result.toString());
    }

    /** It waits for a file that nobody writes. */
    @ParameterizedTest
    @CsvSource({"TERM", "HUP"})
    void aOneShotToldToEndSaysNothing(String signal) throws IOException {
        Path proc = Files.createDirectories(folder.resolve("proc"));
        String script = "mkfifo $0/stat; $1 sample --proc-root $0 & sleep 2; kill -$2 $!; wait $!";
        Result result =
                Programs.run(
                        folder,
                        Map.of(),
                        List.of(
                                "bash",
                                "-c",
                                script,
                                proc.toString(),
                                Programs.bin("agent"),
                                signal));
        assertEquals(0, result.status(), result.toString());
        assertEquals("", result.out());
    }

    /** Everything a link to the real one, but for the start caches and what finds the rest. */
    private Path linkedCopy() throws IOException {
        Path copy = Files.createDirectories(folder.resolve("copy"));
        Files.createDirectories(copy.resolve("bin"));
        Files.createDirectories(copy.resolve("lib"));
        Files.copy(
                Programs.home().resolve("bin/agent"),
                copy.resolve("bin/agent"),
                java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        for (String part : List.of("libexec", "runtime", "lib/agent")) {
            Files.createSymbolicLink(copy.resolve(part), Programs.home().resolve(part));
        }
        return copy;
    }

    @AfterEach
    void removeLinks() throws IOException {
        if (!Files.exists(folder.resolve("copy"))) return;
        try (Stream<Path> all = Files.walk(folder.resolve("copy"))) {
            for (Path path : all.filter(Files::isSymbolicLink).toList()) Files.delete(path);
        }
    }

    private static void needsCaches(String cache) {
        Needs.that(
                Files.exists(Programs.home().resolve("lib/" + cache + ".aot")),
                "no start cache was built");
    }

    private Result agent(Path home, String options, Map<String, String> more, String... words) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("HYDROPHONE_AGENT_OPTS", options);
        List<String> command =
                Stream.concat(Stream.of(home.resolve("bin/agent").toString()), Stream.of(words))
                        .toList();
        return Programs.run(folder, environment, command);
    }
}
