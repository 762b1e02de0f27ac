package hydrophone.hosts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.testing.Seed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

class NodeRangeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gpu-3 | gpu-3",
                "gpu-[3-4] | gpu-3 gpu-4",
                "bigmem-[1-2],c1-29 | bigmem-1 bigmem-2 c1-29",
                "n[008-010] | n008 n009 n010",
                "n[8-10] | n8 n9 n10",
                "n[1,3,007] | n1 n3 n007",
                "n[5] | n5",
                "c[1-3,5]-[2-4].fox | c1-2.fox c1-3.fox c1-4.fox c2-2.fox c2-3.fox c2-4.fox"
                        + " c3-2.fox c3-3.fox c3-4.fox c5-2.fox c5-3.fox c5-4.fox",
                "[1-2][0-1] | 10 11 20 21",
                "knød_[1-2] | knød_1 knød_2",
            })
    void expands(String list, String names) {
        List<String> expected = List.of(names.split(" ", -1));
        assertEquals(expected, NodeRange.expand(list));
        for (String name : expected) {
            assertTrue(NodeRange.contains(list, name), name);
            assertFalse(NodeRange.contains(list, name + "0x"), name);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "n[8-10],n08",
        "n[008-010],n8",
        "n[1-3],n4",
        "n[1-3],n",
        "n[1-3],N2",
        "n1,n12",
        "n12,n1"
    })
    void contains_otherName_isFalse(String list, String name) {
        assertFalse(NodeRange.contains(list, name));
    }

    /** More names than {@link NodeRange#expand} would make. */
    @Test
    void contains_manyNames() {
        assertTrue(NodeRange.contains("x,n[1-90000][1-90000]x", "n8999989999x"));
        assertFalse(NodeRange.contains("x,n[1-90000][1-90000]x", "n8999989999"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | '' | 1 | expected a node name",
                "a, | '' | 3 | expected a node name",
                "a,,b | '' | 3 | expected a node name",
                "a,b c | b c | 4 | unexpected ' '",
                "n[ | n[ | 3 | expected a number",
                "n[] | n[] | 3 | expected a number",
                "n[1 | n[1 | 4 | expected ']'",
                "n[1-] | n[1-] | 5 | expected a number",
                "n[1;2] | n[1;2] | 4 | expected a number, '-', ',' or ']'",
                "n[3-1] | n[3-1] | 6 | expected a range from low to high",
                "n] | n] | 2 | unexpected ']'",
                "n/a | n/a | 2 | unexpected '/'",
                "a,n[1-999999999] | n[1-999999999] | 16 | more than 100000 names in one list",
                "n[1-400]-[1-400] | n[1-400]-[1-400] | 17 | more than 100000 names in one list",
            })
    void refusesWithElementAndColumn(String list, String element, int column, String detail) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> NodeRange.expand(list));

        assertEquals(
                "node list, element '" + element + "', column " + column + ": " + detail,
                refusal.getMessage());
    }

    @Test
    void refusesWhatWouldFillTheMemory() {
        String long19 = "n[" + "9".repeat(19) + "]";
        assertThrows(IllegalArgumentException.class, () -> NodeRange.expand(long19));
        String wide = "x".repeat(200) + "[1-100]" + "y".repeat(60);
        assertThrows(IllegalArgumentException.class, () -> NodeRange.expand(wide));
        String many = "n,".repeat(NodeRange.MOST_NAMES) + "n";
        assertThrows(IllegalArgumentException.class, () -> NodeRange.expand(many));
        assertEquals(100_000, NodeRange.expand("n[1-100000]").size());
        assertThrows(IllegalArgumentException.class, () -> NodeRange.expand("n[0-100000]"));
    }

    @Test
    void refusalsShowNoControlCharactersAndNoWholeList() {
        var refusal =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> NodeRange.expand("a\u001b" + "b".repeat(1000)));

        String text = String.valueOf(refusal.getMessage());
        assertTrue(text.length() < 160, text);
        assertTrue(text.chars().noneMatch(Character::isISOControl), text);
    }

    @Test
    void elementFormTakesOneElementOnly() {
        assertEquals(List.of("c1", "c2"), NodeRange.expandElement("c[1-2]"));
        assertThrows(IllegalArgumentException.class, () -> NodeRange.expandElement("c[1-2],c3"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gpu-3 | gpu-3",
                "n10 n9 n2 n1 | n[1-2,9-10]",
                "n008 n009 n010 | n[008-010]",
                "n8 n9 n10 n010 | n[8-10,010]",
                "n08 n09 n10 n11 | n[08-11]",
                "c1-5 c1-6 c2-5 c2-6 | c[1-2]-[5-6]",
                "c1-5 c1-6 c2-5 | c1-[5-6] c2-5",
                "c1-5.fox c2-5.fox | c[1-2]-5.fox",
                "b a a | a b",
                "login n1 n2 | login n[1-2]",
                "123456789012345678901 123456789012345678902 | 123456789012345678[901-902]",
            })
    void folds(String names, String elements) {
        assertEquals(List.of(elements.split(" ")), NodeRange.fold(List.of(names.split(" "))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"c1-[5-7,9],gpu-2", "n[008-010]", "c[1-2]-[001-003].fox,a,b", "n[1-100000]"})
    void elementsAreAsWritten(String list) {
        List<String> elements = NodeRange.elements(list);
        assertEquals(list, String.join(",", elements));
        assertEquals(
                NodeRange.expand(list),
                elements.stream().map(NodeRange::expandElement).flatMap(List::stream).toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a,",
                "a,,b",
                "a[",
                "a[]",
                "a[1",
                "a[1-]",
                "a[2-1]",
                "a b",
                "n[1-100001]",
                "n[1-400][1-400]",
                "a,n[1-100000]",
                "n[1-60000],n[1-60000]",
                "n[1-9999999999999999999]"
            })
    void elementsRefusesWhatExpandRefuses(String list) {
        assertThrows(IllegalArgumentException.class, () -> NodeRange.expand(list));
        assertThrows(IllegalArgumentException.class, () -> NodeRange.elements(list));
    }

    @Test
    void elementsRefusesNamesThatAreTooLong() {
        for (String tail : List.of("b", "[10-11]", "[009-010]")) {
            String list = "a".repeat(252) + tail;
            boolean fits = tail.equals("b");
            if (fits) assertEquals(List.of(list), NodeRange.elements(list));
            else assertThrows(IllegalArgumentException.class, () -> NodeRange.elements(list));
        }
    }

    @Test
    void foldsNothingToNothing() {
        assertEquals(List.of(), NodeRange.fold(List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a,b", "a[1]", "a b", "../x"})
    void foldsOnlyNames(String name) {
        assertThrows(IllegalArgumentException.class, () -> NodeRange.fold(List.of(name)));
    }

    @Test
    void expandUndoesFold() {
        SplittableRandom random = Seed.random("NodeRangeTest");
        for (int round = 0; round < 2000; round++) {
            Set<String> names = randomNames(random);

            List<String> folded = NodeRange.fold(names);

            List<String> expanded = NodeRange.expand(String.join(",", folded));
            assertEquals(names, new HashSet<>(expanded));
            assertEquals(names.size(), expanded.size(), () -> "a name twice in " + folded);
            assertEquals(folded, NodeRange.fold(expanded), "folding is stable");
            for (String name : List.of(randomName(random), expanded.getFirst())) {
                boolean there = NodeRange.contains(String.join(",", folded), name);
                assertEquals(names.contains(name), there, () -> name + " in " + folded);
            }
        }
    }

    private static Set<String> randomNames(SplittableRandom random) {
        Set<String> names = new HashSet<>();
        int count = random.nextInt(1, 60);
        IntStream.range(0, count).forEach(_ -> names.add(randomName(random)));
        return names;
    }

    private static String randomName(SplittableRandom random) {
        StringBuilder name = new StringBuilder();
        int parts = random.nextInt(1, 4);
        for (int i = 0; i < parts; i++) {
            name.append(List.of("c", "gpu-", "", ".", "_n").get(random.nextInt(5)));
            int width = random.nextInt(1, 4);
            name.append(String.format(Locale.ROOT, "%0" + width + "d", random.nextInt(0, 12)));
        }
        return name.toString();
    }
}
