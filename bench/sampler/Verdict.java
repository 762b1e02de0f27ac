package hydrophone.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was promised, and whether it held. */
final class Verdict {
    private final List<String> lines = new ArrayList<>();
    private boolean held = true;

    void most(String what, double found, double limit) {
        boolean ok = found <= limit;
        held &= ok;
        lines.add(
                String.format(
                        Locale.ROOT,
                        "%-6s %s: %.2f, at most %.2f",
                        ok ? "ok" : "MISSED",
                        what,
                        found,
                        limit));
    }

    boolean print() {
        System.out.println();
        lines.forEach(System.out::println);
        return held;
    }
}
