package hydrophone.hosts;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The inside of a group's brackets. A range counts in the width of its first number, so 8 and 08
 * can stand side by side but never in one range.
 */
final class NumberGroup {
    private NumberGroup() {}

    /** By value, then the shorter first. */
    static int compare(String a, String b) {
        int byValue = Long.compare(Long.parseLong(a), Long.parseLong(b));
        return byValue != 0 ? byValue : Integer.compare(a.length(), b.length());
    }

    /** {@code 5} for one number, {@code [1-3,5]} for several. */
    static String text(Collection<String> numbers) {
        if (numbers.size() == 1) return numbers.iterator().next();
        return "[" + String.join(",", ranges(numbers)) + "]";
    }

    private static List<String> ranges(Collection<String> numbers) {
        Set<Integer> padded = paddedWidths(numbers);
        Map<Integer, Run> lastOfWidth = new HashMap<>();
        List<Run> runs = new ArrayList<>();
        for (String number : numbers.stream().sorted(NumberGroup::compare).toList()) {
            int width = padded.contains(number.length()) ? number.length() : 0;
            Run run = lastOfWidth.get(width);
            if (run == null || !run.takes(number)) {
                run = new Run(number);
                runs.add(run);
                lastOfWidth.put(width, run);
            }
            run.last = number;
        }
        return runs.stream().map(Run::text).toList();
    }

    /** Widths of which some number starts with 0; 10 then belongs to 08, else to 8. */
    private static Set<Integer> paddedWidths(Collection<String> numbers) {
        Set<Integer> widths = new HashSet<>();
        for (String number : numbers) {
            if (number.length() > 1 && number.charAt(0) == '0') widths.add(number.length());
        }
        return widths;
    }

    /** Numbers without a gap. */
    private static final class Run {
        private final String first;
        private String last;

        Run(String first) {
            this.first = first;
            this.last = first;
        }

        boolean takes(String number) {
            return Long.parseLong(number) == Long.parseLong(last) + 1;
        }

        String text() {
            return first.equals(last) ? first : first + "-" + last;
        }
    }
}
