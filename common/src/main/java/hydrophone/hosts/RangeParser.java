package hydrophone.hosts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads one node list from left to right. */
final class RangeParser {
    /** Digits of a number in brackets; more would not fit a long. */
    private static final int MOST_DIGITS = 18;

    private static final int LONGEST_SHOWN = 60;

    private final String list;
    private int at;
    private int elementStart;

    RangeParser(String list) {
        this.list = list;
    }

    /** The names of the element at hand, at most so many. */
    List<String> element(int most) {
        elementStart = at;
        List<String> names = List.of("");
        boolean empty = true;
        while (at < list.length() && list.charAt(at) != ',') {
            empty = false;
            names =
                    list.charAt(at) == '['
                            ? product(names, group(most), most)
                            : product(names, List.of(literal()), most);
        }
        if (empty) throw error("expected a node name");
        if (names.size() > most) throw tooMany();
        return names;
    }

    /**
     * Passes over the element at hand, as {@link #element} does but without the names: how many.
     */
    int count(int most) {
        elementStart = at;
        long names = 1;
        int length = 0;
        boolean empty = true;
        while (at < list.length() && list.charAt(at) != ',') {
            empty = false;
            int from = at;
            if (list.charAt(at) == '[') {
                long numbers = 0;
                int widest = 0;
                do {
                    at++;
                    Span span = span(most - numbers);
                    numbers += span.size();
                    widest = Math.max(widest, span.widest());
                } while (at < list.length() && list.charAt(at) == ',');
                close();
                names *= numbers;
                length += widest;
            } else {
                literal();
                length += at - from;
            }
            if (names > most) throw tooMany();
            if (length > NodeRange.LONGEST_NAME) throw tooLong();
        }
        if (empty) throw error("expected a node name");
        return (int) names;
    }

    /** Passes over the element at hand: whether it stands for this name. */
    boolean standsFor(String name) {
        elementStart = at;
        Set<Integer> ends = Set.of(0);
        while (at < list.length() && list.charAt(at) != ',') {
            ends = list.charAt(at) == '[' ? afterNumber(name, ends) : after(name, ends, literal());
        }
        if (at == elementStart) throw error("expected a node name");
        return ends.contains(name.length());
    }

    private static Set<Integer> after(String name, Set<Integer> starts, String literal) {
        Set<Integer> ends = new HashSet<>();
        for (int start : starts) {
            if (name.startsWith(literal, start)) ends.add(start + literal.length());
        }
        return ends;
    }

    private Set<Integer> afterNumber(String name, Set<Integer> starts) {
        Set<Integer> ends = new HashSet<>();
        do {
            at++;
            Span span = span(NodeRange.MOST_NAMES);
            for (int start : starts) ends.addAll(span.ends(name, start));
        } while (at < list.length() && list.charAt(at) == ',');
        close();
        return ends;
    }

    /** Numbers from low to high; the width is that of the first, which keeps its zeroes. */
    private record Span(long from, long to, int width) {
        long size() {
            return to - from + 1;
        }

        int widest() {
            return Math.max(width, Long.toString(to).length());
        }

        /** Where in a name its numbers end, if they begin here. */
        Set<Integer> ends(String name, int start) {
            Set<Integer> ends = new HashSet<>();
            int last = Math.min(name.length(), start + MOST_DIGITS);
            for (int end = start; end < last && isDigit(name.charAt(end)); end++) {
                String digits = name.substring(start, end + 1);
                long value = Long.parseLong(digits);
                boolean within = value >= from && value <= to;
                if (within && padded(value, width).equals(digits)) ends.add(end + 1);
            }
            return ends;
        }
    }

    /** The text of the element that was read last. */
    String written() {
        return list.substring(elementStart, at);
    }

    /** Passes over a comma; false at the end. */
    boolean another() {
        if (at == list.length()) return false;
        at++;
        return true;
    }

    void expectEnd() {
        if (at < list.length()) throw error("expected one element");
    }

    private String literal() {
        int from = at;
        while (at < list.length() && isLiteral(list.charAt(at))) at++;
        if (at == from) throw error("unexpected '" + shown(list.substring(at, at + 1)) + "'");
        return list.substring(from, at);
    }

    private List<String> group(int most) {
        List<String> numbers = new ArrayList<>();
        do {
            at++;
            Span span = span(most - numbers.size());
            for (long value = span.from; value <= span.to; value++) {
                numbers.add(padded(value, span.width));
            }
        } while (at < list.length() && list.charAt(at) == ',');
        close();
        return numbers;
    }

    private void close() {
        if (at == list.length()) throw error("expected ']'");
        if (list.charAt(at) != ']') throw error("expected a number, '-', ',' or ']'");
        at++;
    }

    private Span span(long most) {
        String first = number();
        String last = first;
        if (at < list.length() && list.charAt(at) == '-') {
            at++;
            last = number();
        }
        long from = Long.parseLong(first);
        long to = Long.parseLong(last);
        if (from > to) throw error("expected a range from low to high");
        if (to - from >= most) throw tooMany();
        return new Span(from, to, first.length());
    }

    private String number() {
        int from = at;
        while (at < list.length() && isDigit(list.charAt(at))) at++;
        if (at == from) throw error("expected a number");
        if (at - from > MOST_DIGITS) {
            throw error("expected a number of at most " + MOST_DIGITS + " digits");
        }
        return list.substring(from, at);
    }

    private List<String> product(List<String> heads, List<String> tails, int most) {
        if ((long) heads.size() * tails.size() > most) throw tooMany();
        List<String> names = new ArrayList<>(heads.size() * tails.size());
        for (String head : heads) {
            for (String tail : tails) {
                if (head.length() + tail.length() > NodeRange.LONGEST_NAME) throw tooLong();
                names.add(head + tail);
            }
        }
        return names;
    }

    private static String padded(long value, int width) {
        String digits = Long.toString(value);
        return digits.length() >= width ? digits : "0".repeat(width - digits.length()) + digits;
    }

    private static boolean isLiteral(char c) {
        boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        return letter || isDigit(c) || c == '.' || c == '_' || c == '-' || c > 127;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private IllegalArgumentException tooMany() {
        return error("more than " + NodeRange.MOST_NAMES + " names in one list");
    }

    private IllegalArgumentException tooLong() {
        return error("a name longer than " + NodeRange.LONGEST_NAME + " characters");
    }

    private IllegalArgumentException error(String detail) {
        int end = list.indexOf(',', at);
        String element = list.substring(elementStart, end < 0 ? list.length() : end);
        return new IllegalArgumentException(
                "node list, element '" + shown(element) + "', column " + (at + 1) + ": " + detail);
    }

    /** A part of a list for a message: cut, control characters as question marks. */
    static String shown(String text) {
        String cut = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
        return cut.codePoints()
                .map(c -> Character.isISOControl(c) || isHalf(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isHalf(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }
}
