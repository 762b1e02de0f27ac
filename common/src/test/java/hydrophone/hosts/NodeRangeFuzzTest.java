package hydrophone.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.code_intelligence.jazzer.junit.FuzzTest;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;

/**
 * Whatever comes in, names or an IllegalArgumentException come out, and folding keeps the names.
 */
class NodeRangeFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void expand(byte[] input) {
        String list = new String(input, StandardCharsets.UTF_8);
        List<String> names;
        try {
            names = NodeRange.expand(list);
        } catch (IllegalArgumentException e) {
            assertThrows(IllegalArgumentException.class, () -> NodeRange.elements(list));
            return;
        }
        List<String> elements = NodeRange.elements(list);
        assertEquals(list, String.join(",", elements));
        assertEquals(
                names,
                elements.stream().map(NodeRange::expandElement).flatMap(List::stream).toList());
        if (names.size() > 1000) return;
        List<String> folded = NodeRange.fold(names);
        assertEquals(
                new HashSet<>(names),
                new HashSet<>(NodeRange.expand(String.join(",", folded))),
                folded::toString);
    }
}
