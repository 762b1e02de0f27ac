package hydrophone.agent.collect;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What could not be read of a program's output: one error envelope an observation, that counts all
 * of it and shows the first three.
 */
final class Unreadable implements Consumer<String> {
    private static final int SHOWN = 3;
    private static final int LONGEST = 200;

    private final String program;
    private final List<String> first = new ArrayList<>();
    private long count;

    /**
     * @param program whose output it is
     */
    Unreadable(String program) {
        this.program = program;
    }

    @Override
    public void accept(String what) {
        count++;
        if (first.size() < SHOWN) first.add(line(what));
    }

    boolean isAny() {
        return count > 0;
    }

    /** Nothing is said when everything could be read. */
    void report(Feed feed) throws InterruptedException {
        if (count == 0) return;
        String more = count > first.size() ? "; …" : "";
        feed.trouble(program + ": " + count + " unreadable: " + String.join("; ", first) + more);
    }

    private static String line(String text) {
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        return cut.replaceAll("[\\p{Cntrl}\\p{Cf}]", " ");
    }
}
