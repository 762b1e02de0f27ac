package hydrophone.hosts;

import java.util.ArrayList;
import java.util.List;

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
            names = list.charAt(at) == '[' ? product(names, group(most), most) : literal(names);
        }
        if (empty) throw error("expected a node name");
        if (names.size() > most) throw tooMany();
        return names;
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

    private List<String> literal(List<String> heads) {
        int from = at;
        while (at < list.length() && isLiteral(list.charAt(at))) at++;
        if (at == from) throw error("unexpected '" + shown(list.substring(at, at + 1)) + "'");
        String text = list.substring(from, at);
        return product(heads, List.of(text), heads.size());
    }

    private List<String> group(int most) {
        List<String> numbers = new ArrayList<>();
        do {
            at++;
            range(numbers, most);
        } while (at < list.length() && list.charAt(at) == ',');
        if (at == list.length()) throw error("expected ']'");
        if (list.charAt(at) != ']') throw error("expected a number, '-', ',' or ']'");
        at++;
        return numbers;
    }

    private void range(List<String> numbers, int most) {
        String first = number();
        String last = first;
        if (at < list.length() && list.charAt(at) == '-') {
            at++;
            last = number();
        }
        long from = Long.parseLong(first);
        long to = Long.parseLong(last);
        if (from > to) throw error("expected a range from low to high");
        if (to - from >= most - numbers.size()) throw tooMany();
        for (long value = from; value <= to; value++) numbers.add(padded(value, first.length()));
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
