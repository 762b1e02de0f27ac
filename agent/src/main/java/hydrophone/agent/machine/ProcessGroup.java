package hydrophone.agent.machine;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import hydrophone.agent.machine.Commands.Ending;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A running program and everybody in its process group. It leads a group (and session) of its own
 * where setsid(1) lies at its usual place; elsewhere killing reaches its descendants only. From any
 * thread.
 */
final class ProcessGroup {
    private static final Optional<String> SETSID =
            Stream.of("/usr/bin/setsid", "/bin/setsid")
                    .filter(f -> Files.isExecutable(Path.of(f)))
                    .findFirst();

    /**
     * Waits for a line, then becomes the program. The JDK gives a program's output away as soon as
     * it has ended, see {@link ProgramOutput}: it must not end before we hold that.
     */
    private static final String GATE = "read -r go && exec \"$@\" </dev/null";

    /** What the shell begins its complaints with. */
    private static final String GATE_NAME = "hydrophone-start";

    private final Process process;

    ProcessGroup(Process process) {
        this.process = process;
    }

    /**
     * The command line that starts a program as the leader of a group. setsid replaces itself by
     * the shell, and that by the program, so that all have one pid.
     *
     * @param file what to run instead of the command's first word
     */
    static List<String> command(String file, List<String> command) {
        List<String> words = new ArrayList<>();
        SETSID.ifPresent(words::add);
        words.addAll(List.of("/bin/sh", "-c", GATE, GATE_NAME));
        words.add(file);
        words.addAll(command.subList(1, command.size()));
        return words;
    }

    /** Lets the program begin. */
    void begin() {
        try (OutputStream gate = process.getOutputStream()) {
            gate.write('\n');
        } catch (IOException _) {
            // Killed meanwhile: its end is seen all the same.
            return;
        }
    }

    /** It was the shell that ended, for want of the program: a script without its interpreter. */
    boolean failedToStart(Ending ending) {
        return (ending.exit() == 126 || ending.exit() == 127)
                && ending.err().startsWith(GATE_NAME + ": ");
    }

    InputStream out() {
        return process.getInputStream();
    }

    InputStream err() {
        return process.getErrorStream();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether the leader ends in this time. */
    boolean ends(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The leader's exit status; it must have ended. */
    int exit() {
        return process.exitValue();
    }

    /** If the leader still runs, all are killed. */
    void endNow() {
        if (isAlive()) kill();
    }

    /** Kills everybody in the group, and descendants that have left it. */
    void kill() {
        // Looked up first, as they lose their parent when it dies.
        List<ProcessHandle> family = process.descendants().toList();
        // A pid is not given out again while a group bears it: if there is a new one, ours is gone.
        boolean gone = !process.isAlive() && ProcessHandle.of(process.pid()).isPresent();
        if (!gone) Kill.group(process.pid());
        Process _ = process.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
    }

    /** kill(2). Linked when first needed, which costs some 20 ms. */
    @SuppressWarnings("restricted") // the launcher allows native access
    private static final class Kill {
        private static final int SIGKILL = 9;
        private static final Optional<MethodHandle> KILL = link();

        private Kill() {}

        /** Empty where foreign functions are not to be had. */
        private static Optional<MethodHandle> link() {
            try {
                Linker linker = Linker.nativeLinker();
                return Optional.of(
                        linker.downcallHandle(
                                linker.defaultLookup().findOrThrow("kill"),
                                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT)));
            } catch (RuntimeException _) {
                return Optional.empty();
            }
        }

        /** There is no group of this number where setsid was not found: nobody is harmed. */
        static void group(long pid) {
            if (KILL.isEmpty() || pid <= 1) return;
            try {
                int _ = (int) KILL.get().invokeExact((int) -pid, SIGKILL);
            } catch (Throwable e) {
                // A downcall throws nothing of its own.
                throw new AssertionError("kill(2) threw", e);
            }
        }
    }
}
