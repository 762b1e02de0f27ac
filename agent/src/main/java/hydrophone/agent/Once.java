package hydrophone.agent;

import hydrophone.agent.collect.CollectException;
import hydrophone.agent.collect.Collector;
import hydrophone.agent.collect.Observation;
import hydrophone.agent.collect.StreamingCollector;
import hydrophone.message.Attributes;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One observation on standard output. What could not be observed is a message too, of errors, and
 * the exit status is 0 all the same. SIGTERM and SIGHUP end it, and the programs that it runs, at
 * once; what is not printed by then never is.
 */
final class Once {
    private static final long LAST_MILLIS = 1000;

    private Once() {}

    private interface Body {
        void run(OncePrinter printer) throws InterruptedException;
    }

    static int run(OnceOptions options, Collector collector, InstantSource clock) {
        OffsetDateTime now = now(clock);
        return guarded(options, now, printer -> print(collector, now, printer));
    }

    /** Prints messages as they come. */
    static int run(OnceOptions options, StreamingCollector collector, InstantSource clock) {
        OffsetDateTime now = now(clock);
        return guarded(
                options,
                now,
                printer -> {
                    try {
                        collector.collect(now, printer);
                    } catch (CollectException e) {
                        printer.trouble(String.valueOf(e.getMessage()));
                    }
                });
    }

    private static OffsetDateTime now(InstantSource clock) {
        return clock.instant()
                .truncatedTo(ChronoUnit.SECONDS)
                .atZone(ZoneId.systemDefault())
                .toOffsetDateTime();
    }

    private static int guarded(OnceOptions options, OffsetDateTime now, Body body) {
        Runtime runtime = Runtime.getRuntime();
        Thread caller = Thread.currentThread();
        try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
            OncePrinter printer = new OncePrinter(options, now, out);
            // A hook and not Signals, whose reflection alone takes as long as all else before a
            // sample.
            Thread hook = new Thread(() -> end(runtime, printer, caller), "signal");
            runtime.addShutdownHook(hook);
            try {
                body.run(printer);
                printer.finish();
            } finally {
                endsByItself(runtime, hook);
            }
        } catch (UncheckedIOException e) {
            return unwritten(Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            return unwritten(e);
        } catch (InterruptedException e) {
            // By the hook, which ends us.
            Thread.currentThread().interrupt();
        }
        return Exit.OK;
    }

    /** The interruption makes it kill the program that it waits for, if any. */
    private static void end(Runtime runtime, OncePrinter printer, Thread caller) {
        printer.silence();
        caller.interrupt();
        try {
            caller.join(LAST_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        runtime.halt(Exit.OK);
    }

    private static void endsByItself(Runtime runtime, Thread hook) {
        try {
            runtime.removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // Told to end just now: the hook does.
            return;
        }
    }

    /** Whoever read from a pipe has seen enough, as {@code head} has; a full disk has not. */
    private static int unwritten(IOException e) {
        String why = String.valueOf(e.getMessage());
        if (why.contains("Broken pipe")) return Exit.OK;
        System.err.println("agent: standard output cannot be written: " + why);
        return Exit.CANNOT_CREATE;
    }

    private static void print(Collector collector, OffsetDateTime now, OncePrinter printer) {
        try {
            Optional<Observation> seen = Optional.of(collector.collect(now));
            for (; seen.isPresent(); seen = collector.smaller()) {
                Optional<List<byte[]>> lines = encoded(printer, seen.get());
                if (lines.isPresent()) {
                    lines.get().forEach(printer::print);
                    return;
                }
            }
            printer.trouble("the message is too large");
        } catch (CollectException e) {
            printer.trouble(String.valueOf(e.getMessage()));
        }
    }

    /** Empty if one is larger than the daemon would send. */
    private static Optional<List<byte[]>> encoded(OncePrinter printer, Observation seen) {
        List<byte[]> lines = new ArrayList<>();
        for (Attributes part : seen.parts()) {
            Optional<byte[]> line = printer.encode(part, seen.attrs());
            if (line.isEmpty()) return Optional.empty();
            lines.add(line.get());
        }
        return Optional.of(lines);
    }
}
