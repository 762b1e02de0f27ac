package hydrophone.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was promised, and whether it held. */
final class Verdict {
    private final List<String> lines = new ArrayList<>();
    private boolean held = true;

    void most(String what, double found, double limit) {
        judge(what, found, found <= limit, "at most", limit);
    }

    void least(String what, double found, double limit) {
        judge(what, found, found >= limit, "at least", limit);
    }

    private void judge(String what, double found, boolean ok, String bound, double limit) {
        held &= ok;
        lines.add(
                String.format(
                        Locale.ROOT,
                        "%-6s %s: %.2f, %s %.2f",
                        ok ? "ok" : "MISSED",
                        what,
                        found,
                        bound,
                        limit));
    }

    boolean print() {
        System.out.println();
        lines.forEach(System.out::println);
        return held;
    }
}
