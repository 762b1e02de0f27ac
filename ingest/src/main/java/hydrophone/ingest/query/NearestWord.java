package hydrophone.ingest.query;

import java.util.Collection;

/** "Did you mean": the known word nearest to a mistyped one. */
final class NearestWord {
    private NearestWord() {}

    /** {@code ": did you mean 'x'?"}, or nothing when no word is near. */
    static String hint(String word, Collection<String> known) {
        String best = "";
        // In a word of three letters two wrong ones leave nothing to go by.
        int least = (word.length() < 4 ? 1 : Math.max(2, word.length() / 3)) + 1;
        for (String candidate : known) {
            int distance = distance(word, candidate);
            if (candidate.startsWith(word) && !word.isEmpty()) distance = Math.min(distance, 1);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best.isEmpty() ? "" : ": did you mean '" + best + "'?";
    }

    static int distance(String a, String b) {
        if (a.length() > 100) return Integer.MAX_VALUE;
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
