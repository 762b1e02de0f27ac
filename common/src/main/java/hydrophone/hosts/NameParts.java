package hydrophone.hosts;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name cut at its numbers: text, number, text, number, …, text. Ordered as a person would: c2
 * before c10, c2 before c02.
 *
 * @param parts an odd count; a number's place may hold a group or, while folding, nothing
 */
record NameParts(List<String> parts) implements Comparable<NameParts> {
    private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9._\\-\\x{80}-\\x{10FFFF}]+");

    /** No more digits than a long holds; what a longer number has more is the next number. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    NameParts {
        parts = List.copyOf(parts);
    }

    static NameParts of(String name) {
        boolean legal = name.length() <= NodeRange.LONGEST_NAME && LEGAL.matcher(name).matches();
        if (!legal)
            throw new IllegalArgumentException("no node name: '" + RangeParser.shown(name) + "'");
        List<String> parts = new ArrayList<>();
        Matcher number = NUMBER.matcher(name);
        int from = 0;
        while (number.find()) {
            parts.add(name.substring(from, number.start()));
            parts.add(number.group());
            from = number.end();
        }
        parts.add(name.substring(from));
        return new NameParts(parts);
    }

    int numbers() {
        return parts.size() / 2;
    }

    /** The n-th number from the end, counted from 1. */
    String number(int fromEnd) {
        return parts.get(place(fromEnd));
    }

    /** The same name with nothing in that number's place; itself when it has not so many. */
    NameParts without(int fromEnd) {
        return fromEnd > numbers() ? this : with(fromEnd, "");
    }

    NameParts with(int fromEnd, String number) {
        List<String> changed = new ArrayList<>(parts);
        changed.set(place(fromEnd), number);
        return new NameParts(changed);
    }

    String text() {
        return String.join("", parts);
    }

    private int place(int fromEnd) {
        return parts.size() - 2 * fromEnd;
    }

    @Override
    public int compareTo(NameParts other) {
        int shared = Math.min(parts.size(), other.parts.size());
        for (int i = 0; i < shared; i++) {
            String mine = parts.get(i);
            String theirs = other.parts.get(i);
            int order = i % 2 == 0 ? mine.compareTo(theirs) : NumberGroup.compare(mine, theirs);
            if (order != 0) return order;
        }
        return Integer.compare(parts.size(), other.parts.size());
    }
}
