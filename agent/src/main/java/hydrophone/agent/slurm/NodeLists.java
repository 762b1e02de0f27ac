package hydrophone.agent.slurm;

import hydrophone.hosts.NodeRange;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Splits folded node lists into their elements, which go onto the wire as Slurm folds them. Lists
 * are checked by expansion; as many jobs run on the same nodes, the last few hundred are kept.
 */
final class NodeLists {
    private static final int MOST = 256;
    private static final int LONGEST_KEPT = 1000;

    private final Map<String, List<String>> known = new HashMap<>();

    /** Slurm's words for no nodes. */
    static boolean isAbsent(String list) {
        return switch (list) {
            case "", "None assigned", "None", "(null)", "n/a", "N/A", "Unknown" -> true;
            default -> false;
        };
    }

    /**
     * The elements of a list, not expanded.
     *
     * @throws IllegalArgumentException when it is no list
     */
    List<String> elements(String list) {
        List<String> elements = known.get(list);
        if (elements != null) return elements;
        elements = NodeRange.elements(list);
        if (list.length() <= LONGEST_KEPT) {
            if (known.size() == MOST) known.clear();
            known.put(list, elements);
        }
        return elements;
    }
}
