package hydrophone.agent.machine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs real programs, under {@code LC_ALL=C}, with nothing on stdin, each in a process group of its
 * own that is killed as a whole. Two short-lived threads a program read stdout and stderr.
 *
 * <p>A program's time runs while we wait for it, not while a reader keeps it waiting: its pipe is
 * full then and it stands still. When the program has ended, descendants that still hold its stdout
 * may write on; after a second of silence they are killed, too. What nobody can reach is a
 * descendant in a session of its own whose parents have ended: it is not waited for, and costs two
 * threads that rest until it ends or writes.
 *
 * <p>Thread-safe.
 */
public final class SystemCommands implements Commands, AutoCloseable {
    private final Set<ProcessGroup> running = new HashSet<>();
    private boolean closed;

    @Override
    public Result run(List<String> command, Duration timeout, int maxBytes) throws IOException {
        var kept = new ByteArrayOutputStream();
        Program program = new Program(command, Map.of(), timeout, maxBytes);
        try {
            Ending end = stream(program, out -> out.transferTo(kept));
            return new Result(
                    end.exit(), end.timedOut(), end.truncated(), kept.toByteArray(), end.err());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException)
                    new InterruptedIOException(program.name() + ": interrupted").initCause(e);
        }
    }

    @Override
    public Ending stream(Program program, Reader reader) throws IOException, InterruptedException {
        ProcessGroup group = start(program);
        try (var out = new ProgramOutput(group, program.timeout(), program.maxBytes());
                var err = new StderrHead(group)) {
            out.awaitHeld();
            err.awaitHeld();
            group.begin();
            Ending ending = read(out, err, reader);
            if (isClosed()) throw new InterruptedException(program.name() + ": killed at the stop");
            if (group.failedToStart(ending)) {
                throw new IOException(unstarted(program, after(ending.err(), ": ")));
            }
            return ending;
        } finally {
            forget(group);
        }
    }

    /** Ended in order, or killed: nothing in between leaves here. */
    private static Ending read(ProgramOutput out, StderrHead err, Reader reader)
            throws IOException, InterruptedException {
        try {
            reader.read(out);
            // A reader that has seen enough: how the program ends is still to be told.
            out.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            out.throwIfInterrupted();
            throw e;
        }
        out.throwIfInterrupted();
        int exit = out.awaitExit();
        return new Ending(exit, out.timedOut(), out.truncated(), err.text());
    }

    /** Kills whatever runs; what is started from now on is killed at once. */
    @Override
    public void close() {
        List<ProcessGroup> groups;
        synchronized (running) {
            closed = true;
            groups = List.copyOf(running);
        }
        groups.forEach(ProcessGroup::kill);
    }

    private boolean isClosed() {
        synchronized (running) {
            return closed;
        }
    }

    private ProcessGroup start(Program program) throws IOException, InterruptedException {
        String file = ProgramFile.find(program);
        try {
            var builder = new ProcessBuilder(ProcessGroup.command(file, program.command()));
            builder.environment().put("LC_ALL", "C");
            program.environment().forEach((name, value) -> set(builder, name, value));
            if (isClosed()) throw new InterruptedException(program.name() + ": not started");
            ProcessGroup group = new ProcessGroup(builder.start());
            remember(group);
            return group;
        } catch (IOException e) {
            throw new IOException(
                    unstarted(program, after(String.valueOf(e.getMessage()), ", ")), e);
        }
    }

    private static void set(ProcessBuilder builder, String name, String value) {
        if (value.isEmpty()) builder.environment().remove(name);
        else builder.environment().put(name, value);
    }

    private void remember(ProcessGroup group) {
        boolean late;
        synchronized (running) {
            running.add(group);
            late = closed;
        }
        if (late) group.kill();
    }

    private void forget(ProcessGroup group) {
        group.endNow();
        synchronized (running) {
            running.remove(group);
        }
    }

    private static String unstarted(Program program, String why) {
        return program.name() + ": cannot be started: " + why;
    }

    /** The system's own words, which stand at the end. */
    private static String after(String text, String mark) {
        String line = text.strip();
        int at = line.lastIndexOf(mark);
        return at < 0 ? line : line.substring(at + mark.length());
    }
}
