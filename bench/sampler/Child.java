package hydrophone.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A program that answers each line with a line of numbers, and ends when its input does. */
final class Child implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;

    private Child(Process process) {
        this.process = process;
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    static Child start(ProcessBuilder builder) throws IOException {
        builder.environment().remove("HYDROPHONE_JAVA");
        return new Child(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /** What a program prints by itself. */
    static List<long[]> numbers(List<String> line, int lines) throws IOException {
        List<long[]> all = new ArrayList<>();
        try (Child child = start(new ProcessBuilder(line))) {
            while (all.size() < lines) all.add(child.answer());
        }
        return all;
    }

    long pid() {
        return process.pid();
    }

    long[] ask() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        return answer();
    }

    private long[] answer() throws IOException {
        String line = answers.readLine();
        if (line == null) throw new IOException(process.info() + " ended too soon");
        return Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(5, java.util.concurrent.TimeUnit.SECONDS))
                process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
