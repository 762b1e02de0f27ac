package hydrophone.hosts;

import java.util.List;

/** Slurm's folded node lists. */
@SuppressWarnings("DoNotCallSuggester")
public final class NodeRange {
    private NodeRange() {}

    /** Unfolds. */
    public static List<String> expand(String list) {
        throw new UnsupportedOperationException(list);
    }

    /** Folds. */
    public static List<String> fold(Iterable<String> names) {
        throw new UnsupportedOperationException(names.toString());
    }
}
