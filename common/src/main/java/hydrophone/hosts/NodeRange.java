package hydrophone.hosts;

import java.util.ArrayList;
import java.util.List;

/**
 * Slurm's folded node lists: {@code c1-[5-7,9],gpu-2}. Several groups in one element are a product,
 * and zero padding is kept both ways: {@code n[008-010]} is n008, n009, n010.
 *
 * <p>A list is elements separated by commas; an element is literals (letters, digits, {@code . _
 * -}, anything beyond ASCII) and groups in brackets; a group is numbers and ranges of numbers,
 * separated by commas.
 */
public final class NodeRange {
    /** The most names that a list may stand for; a typo like {@code n[1-999999999]} is an error. */
    public static final int MOST_NAMES = 100_000;

    /** The longest name, as DNS has it. */
    static final int LONGEST_NAME = 253;

    private NodeRange() {}

    /**
     * All names of a list, in its order.
     *
     * @throws IllegalArgumentException naming element and column when it is no list, or stands for
     *     more than {@link #MOST_NAMES} names
     */
    public static List<String> expand(String list) {
        List<String> names = new ArrayList<>();
        RangeParser parser = new RangeParser(list);
        do names.addAll(parser.element(MOST_NAMES - names.size()));
        while (parser.another());
        return names;
    }

    /**
     * The elements of a list as they are written, in its order: what goes onto the wire.
     *
     * @throws IllegalArgumentException as {@link #expand}
     */
    public static List<String> elements(String list) {
        List<String> elements = new ArrayList<>();
        RangeParser parser = new RangeParser(list);
        int left = MOST_NAMES;
        do {
            left -= parser.count(left);
            elements.add(parser.written());
        } while (parser.another());
        return List.copyOf(elements);
    }

    /**
     * Whether a name is among those of a list, without making them: no more memory than the list.
     *
     * @throws IllegalArgumentException as {@link #expand}, but for the length of names and for how
     *     many several groups or elements make together
     */
    public static boolean contains(String list, String name) {
        RangeParser parser = new RangeParser(list);
        boolean found = false;
        do found |= parser.standsFor(name);
        while (parser.another());
        return found;
    }

    /**
     * All names of one element.
     *
     * @throws IllegalArgumentException as {@link #expand}; also when a second element follows
     */
    public static List<String> expandElement(String element) {
        RangeParser parser = new RangeParser(element);
        List<String> names = parser.element(MOST_NAMES);
        parser.expectEnd();
        return names;
    }

    /**
     * Folds names into elements, in natural order (n2 before n10), each name once. Names that
     * differ in one number only share an element; where several numbers vary, the last is folded
     * first and equal groups are then joined by the one before it, so that a full product becomes
     * one element. What {@link #expand} makes of the result are the same names.
     */
    public static List<String> fold(Iterable<String> names) {
        return RangeFolder.fold(names);
    }
}
