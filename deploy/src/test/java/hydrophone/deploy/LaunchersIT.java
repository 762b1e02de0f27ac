package hydrophone.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.deploy.Programs.Result;
import hydrophone.testing.Needs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The launchers: Java is found, any folder will do, usage and exit statuses are the same. */
final class LaunchersIT {
    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"agent", "ingest", "query", "broker"})
    void helpAndVersionAreResults(String command) {
        for (String option : List.of("--help", "--version")) {
            Result result = Programs.run(Programs.bin(command), option);
            assertEquals(0, result.status(), result.toString());
            assertEquals("", result.err(), option);
            assertFalse(result.out().isBlank(), option);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent", "ingest", "query", "broker"})
    void anUnknownOptionIsTwoOnStderr(String command) {
        Result result = Programs.run(Programs.bin(command), "--no-such-option");
        assertEquals(2, result.status(), result.toString());
        assertEquals("", result.out());
        assertFalse(result.err().isBlank());
        assertFalse(result.hasStackTrace(), result.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent", "ingest", "query", "broker"})
    void aWrongJavaIsOneLine(String command) {
        Map<String, String> wrong = Map.of("HYDROPHONE_JAVA", "/nonexistent/jdk");
        Result result = Programs.run(folder, wrong, List.of(Programs.bin(command), "--port=9092"));
        assertEquals(69, result.status(), result.toString());
        assertEquals(
                command
                        + ": HYDROPHONE_JAVA=/nonexistent/jdk is no Java 25 or newer: correct or"
                        + " unset it\n",
                result.err());
    }

    @Test
    void noJavaAtAllSaysHowToGetOne() {
        String script =
                ". '"
                        + Programs.home().resolve("libexec/find-java")
                        + "'; hydrophone_java_wanted=999; find_java agent";
        Result result = Programs.run(folder, Map.of(), List.of("sh", "-c", script));
        assertEquals(69, result.status());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().contains("needs Java 999"), result.err());
        assertTrue(result.err().contains("HYDROPHONE_JAVA="), result.err());
    }

    @Test
    void anOlderJavaOnThePathIsPassedOver() throws IOException {
        Needs.that(
                Stream.of("/usr/lib/jvm/", "/usr/java/", "/opt/java/")
                        .anyMatch(System.getProperty("java.home", "")::startsWith),
                "this Java lies in none of the usual folders");
        Path old = Files.createDirectories(folder.resolve("old"));
        script(old.resolve("java"), "echo 'openjdk version \"17.0.15\"' >&2");
        Map<String, String> environment =
                Map.of("PATH", old + ":" + System.getenv("PATH"), "JAVA_HOME", "/nonexistent");
        Result result =
                Programs.run(folder, environment, List.of(Programs.bin("query"), "--version"));
        assertEquals(0, result.status(), result.toString());
    }

    /** Java gives a closed one to the first file that it opens, and crashes when it is closed. */
    @Test
    void closedStandardFilesAreNoMatter() {
        for (String closed : List.of("<&-", ">&-", "2>&-", "<&- >&- 2>&-")) {
            String script = "'" + Programs.bin("agent") + "' sample " + closed;
            Result result = Programs.run(folder, Programs.java(), List.of("sh", "-c", script));
            assertEquals(
                    closed.contains(">&-") && !closed.equals("2>&-") ? 73 : 0,
                    result.status(),
                    closed + result);
        }
    }

    @Test
    void throughALinkFromAnyFolderWithBlanks() throws IOException {
        Path copy = Files.createDirectories(folder.resolve("a b/hydro phone"));
        for (String part : List.of("bin", "libexec", "lib")) {
            Path from = Programs.home().resolve(part);
            Files.createDirectories(copy.resolve("lib"));
            for (Path file : below(from)) {
                if (file.toString().contains("/lib/") && !file.toString().contains("/lib/agent")) {
                    continue;
                }
                Path to = copy.resolve(part).resolve(from.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        Path link = Files.createSymbolicLink(folder.resolve("my agent"), copy.resolve("bin/agent"));
        Result result =
                Programs.run(folder, Programs.java(), List.of(link.toString(), "--version"));
        assertEquals(0, result.status(), result.toString());
        Result without =
                Programs.run(folder, Programs.java(), List.of(copy + "/bin/query", "--version"));
        assertEquals(69, without.status());
        assertTrue(without.err().contains("no jars in"), without.err());
    }

    @Test
    void theAgentsJarsHoldNoDatabaseAndNoDatabind() throws IOException {
        try (Stream<Path> jars = Files.list(Programs.home().resolve("lib/agent"))) {
            for (Path jar : jars.toList()) {
                assertFalse(
                        jar.getFileName()
                                .toString()
                                .matches(
                                        "(jackson-databind|sqlite|flyway|zstd|lz4|snappy|logback).*"),
                        jar.toString());
            }
        }
    }

    private static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
