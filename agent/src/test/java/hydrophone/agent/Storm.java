package hydrophone.agent;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tree of many short-lived processes whose CPU time is known, as {@code storm/storm.c} and {@code
 * storm.sh} describe it; in a session of its own, so that its process group is its job.
 */
final class Storm implements AutoCloseable {
    private static final Pattern TIMES = Pattern.compile("(\\d+)m([0-9.]+)s (\\d+)m([0-9.]+)s");
    private static final Pattern FIGURE = Pattern.compile("(\\w+) (\\d+)");

    private final Process process;
    private final BufferedReader in;
    private final BufferedWriter out;

    /**
     * Seconds of CPU.
     *
     * @param own of the tree's root
     * @param reaped of all that it waited for, and they for
     * @param spent of all, as each one counted by itself; 0 where it cannot
     * @param processes how many there were; 0 where nobody counted
     */
    record Spent(double own, double reaped, double spent, long processes) {
        double total() {
            return own + reaped;
        }
    }

    private Storm(List<String> command) {
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            in = process.inputReader();
            out = process.outputWriter();
            String said = in.readLine();
            if (!"ready".equals(said)) throw new AssertionError(command + " said " + said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The C program, built into the folder; false where there is no compiler. */
    static boolean build(Path folder) {
        String source = resource("storm.c").toString();
        return Shell.works("cc", "-O2", "-o", folder.resolve("storm").toString(), source);
    }

    /** Of the program that {@link #build} made. */
    static Storm compiled(Path folder, int seconds, String... more) {
        List<String> command =
                new java.util.ArrayList<>(
                        List.of("setsid", folder.resolve("storm").toString(), "" + seconds, "3"));
        command.addAll(List.of(more));
        return new Storm(command);
    }

    /** Of shells alone. */
    static Storm shells(int seconds) {
        return new Storm(List.of("setsid", "sh", resource("storm.sh").toString(), "" + seconds));
    }

    static Path resource(String name) {
        return Path.of("src/test/resources/storm", name).toAbsolutePath();
    }

    long pid() {
        return process.pid();
    }

    void go() {
        say();
    }

    /** It has ended, but for the root of the tree, which waits for {@link #close}. */
    boolean done() {
        try {
            return in.ready();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it says when it is {@link #done}. */
    Spent spent() {
        try {
            String line = in.readLine();
            if (line == null) throw new AssertionError("it ended: " + process.waitFor());
            Matcher times = TIMES.matcher(line);
            if (times.matches()) return new Spent(seconds(times), shellsReaped(), 0, 0);
            double[] figures =
                    FIGURE.matcher(line)
                            .results()
                            .mapToDouble(figure -> Double.parseDouble(figure.group(2)))
                            .toArray();
            return new Spent(
                    figures[0] / 1e6, figures[1] / 1e6, figures[2] / 1e6, (long) figures[3]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private double shellsReaped() throws IOException {
        Matcher children = TIMES.matcher(in.readLine());
        if (!children.matches()) throw new AssertionError("the shell's times are odd");
        return seconds(children);
    }

    private static double seconds(Matcher times) {
        return 60 * (Double.parseDouble(times.group(1)) + Double.parseDouble(times.group(3)))
                + Double.parseDouble(times.group(2))
                + Double.parseDouble(times.group(4));
    }

    private void say() {
        try {
            out.newLine();
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            process.outputWriter().close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                Shell.run("kill", "-KILL", "-" + process.pid());
                process.waitFor();
            }
        } catch (IOException _) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
