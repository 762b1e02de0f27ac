package hydrophone.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
        List<String> names;
        try {
            names = NodeRange.expand(new String(input, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return;
        }
        if (names.size() > 1000) return;
        List<String> folded = NodeRange.fold(names);
        assertEquals(
                new HashSet<>(names),
                new HashSet<>(NodeRange.expand(String.join(",", folded))),
                folded::toString);
    }
}
