package hydrophone.deploy.demo;

import hydrophone.message.MessageType;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/**
 * What the demo shows while it runs: one block, redrawn in place on a terminal, printed anew into
 * anything else.
 */
final class Screen {
    /** A line that wraps would be two on the terminal, and the block could not be redrawn. */
    private static final int WIDTH = Integer.getInteger("demo.columns", 110);

    private final PrintStream out;
    private final boolean terminal;
    private int drawn;

    Screen(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void line(String text) {
        out.println(text);
        out.flush();
        drawn = 0;
    }

    void draw(List<String> block) {
        StringBuilder text = new StringBuilder();
        if (terminal && drawn > 0) text.append("\u001b[").append(drawn).append("A\u001b[J");
        for (String line : block) {
            text.append(line, 0, Math.min(line.length(), WIDTH)).append(System.lineSeparator());
        }
        out.print(text);
        out.flush();
        drawn = block.size();
    }

    static List<String> block(
            long seconds,
            Map<MessageType, Long> produced,
            Answers.Counts stored,
            List<String> busiest) {
        List<String> block = new ArrayList<>();
        block.add("");
        block.add(String.format(Locale.ROOT, "%4d s  produced: %s", seconds, words(produced)));
        block.add("        stored:   " + words(stored));
        if (!busiest.isEmpty()) {
            block.add("        busiest jobs of this machine:");
            for (String line : busiest) block.add("          " + line);
        }
        return block;
    }

    static String words(Map<MessageType, Long> produced) {
        StringJoiner words = new StringJoiner(", ");
        produced.forEach((type, n) -> {
            if (n > 0) words.add(n + " " + type.word());
        });
        return words.length() == 0 ? "nothing yet" : words.toString();
    }

    static String words(Answers.Counts stored) {
        return String.format(
                Locale.ROOT,
                "%d sample, %d sysinfo = %d rows of processes in %d jobs; %d dead letters",
                stored.samples(),
                stored.sysinfo(),
                stored.processes(),
                stored.jobs(),
                stored.deadLetters());
    }
}
