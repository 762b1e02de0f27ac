package hydrophone.ingest;

import hydrophone.testing.Needs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Starts programs as users without a name or a right, and without root's: for tests that run as
 * root. Java programs get a copy of our class path, which such users could not read in root's home.
 */
final class OtherUser {
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final Pattern NEEDED =
            Pattern.compile("(hydrophone|sqlite|picocli|jackson|slf4j|logback|flyway|jspecify).*");
    private static final int GROUP = 65_532;

    private final int user;
    private final String classPath;

    private OtherUser(int user, String classPath) {
        this.user = user;
        this.classPath = classPath;
    }

    /** Skips the test where this process may not do that. */
    static OtherUser of(int user, String classPath) throws IOException, InterruptedException {
        Needs.that(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "not root");
        Needs.that(Files.isExecutable(SETPRIV), "no " + SETPRIV + " here");
        OtherUser other = new OtherUser(user, classPath);
        Process java = other.start(JAVA.toString(), "-version");
        java.getInputStream().readAllBytes();
        Needs.that(java.waitFor() == 0, "other users may not run " + JAVA);
        return other;
    }

    /** The class path, copied below a folder that everybody may read. */
    static String copiedClassPath(Path to) throws IOException {
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(":", -1)) {
            Path from = Path.of(entry);
            boolean jar = NEEDED.matcher(from.getFileName().toString()).matches();
            if (!Files.isDirectory(from) && !(jar && Files.exists(from))) continue;
            copies.add(copy(from, to.resolve("" + copies.size())).toString());
        }
        return String.join(":", copies);
    }

    private static Path copy(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            return open(Files.copy(from, to.resolveSibling(to.getFileName() + ".jar")));
        }
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                open(Files.copy(each, to.resolve(from.relativize(each).toString())));
            }
        }
        return to;
    }

    /** Lets everybody read it. */
    static Path open(Path path) throws IOException {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A new folder of this user. */
    Path folder(Path path) throws IOException {
        open(Files.createDirectory(path));
        Files.setAttribute(path, "unix:gid", GROUP);
        return Files.setAttribute(path, "unix:uid", user);
    }

    Process startJava(String mainClass, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                JAVA.toString(),
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                classPath,
                                mainClass));
        command.addAll(List.of(arguments));
        return start(command.toArray(new String[0]));
    }

    /** Under a mask that takes all rights from group and others; stderr goes to stdout. */
    Process start(String... command) throws IOException {
        List<String> whole =
                new ArrayList<>(
                        List.of(
                                "sh",
                                "-c",
                                "umask 077; exec \"$@\"",
                                "sh",
                                SETPRIV.toString(),
                                "--reuid=" + user,
                                "--regid=" + GROUP,
                                "--clear-groups"));
        whole.addAll(List.of(command));
        return new ProcessBuilder(whole).redirectErrorStream(true).start();
    }

    /** What a process says until it ends, and its exit status. */
    static String said(Process process) throws IOException, InterruptedException {
        byte[] said = process.getInputStream().readAllBytes();
        return new String(said, StandardCharsets.UTF_8).strip() + " " + process.waitFor();
    }
}
