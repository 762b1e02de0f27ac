package hydrophone.hosts;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Folds names number by number, the last one of each name first: what differs in that number only
 * becomes one name with a group in its place, which then counts as a literal for the number before.
 */
final class RangeFolder {
    private RangeFolder() {}

    static List<String> fold(Iterable<String> names) {
        TreeSet<NameParts> sorted = new TreeSet<>();
        for (String name : names) sorted.add(NameParts.of(name));
        Collection<NameParts> all = sorted;
        int numbers = sorted.stream().mapToInt(NameParts::numbers).max().orElse(0);
        for (int fromEnd = 1; fromEnd <= numbers; fromEnd++) all = foldAt(fromEnd, all);
        return all.stream().map(NameParts::text).toList();
    }

    private static List<NameParts> foldAt(int fromEnd, Collection<NameParts> names) {
        Map<NameParts, List<String>> groups = new LinkedHashMap<>();
        for (NameParts name : names) {
            List<String> numbers =
                    groups.computeIfAbsent(name.without(fromEnd), _ -> new ArrayList<>());
            if (name.numbers() >= fromEnd) numbers.add(name.number(fromEnd));
        }
        List<NameParts> folded = new ArrayList<>(groups.size());
        groups.forEach((rest, numbers) ->
                folded.add(
                        numbers.isEmpty() ? rest : rest.with(fromEnd, NumberGroup.text(numbers))));
        return folded;
    }
}
