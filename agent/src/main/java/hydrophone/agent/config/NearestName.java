package hydrophone.agent.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Which of the known names somebody may have meant. */
final class NearestName {
    private NearestName() {}

    /** The known name with the fewest letters to change, if they are few. */
    static Optional<String> of(String name, Collection<String> known) {
        int most = Math.max(2, name.length() / 3);
        return known.stream()
                .filter(k -> Math.abs(k.length() - name.length()) <= most)
                .min(Comparator.comparingInt(k -> distance(name, k)))
                .filter(k -> distance(name, k) <= most);
    }

    /** Insertions, deletions and changes of a letter (Levenshtein), one row at a time. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
