package hydrophone.bench;

import java.util.Locale;

/** Lines for a person. */
final class Report {
    private Report() {}

    static void say(String line, Object... figures) {
        System.out.println(String.format(Locale.ROOT, line, figures));
    }
}
