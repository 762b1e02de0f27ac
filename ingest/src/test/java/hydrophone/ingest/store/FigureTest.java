package hydrophone.ingest.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

final class FigureTest {
    private static Object of(long... values) {
        List<long[]> rows = new ArrayList<>();
        for (long value : values) rows.add(new long[] {value});
        return Figure.of(rows, 0);
    }

    @Test
    void whatStaysIsOneNumber_whatMovesIsFirstAndDifferences_repeatsAtTheEndAreLeftOut() {
        assertEquals(7L, of(7));
        assertEquals(7L, of(7, 7, 7));
        assertEquals("[7,1]", of(7, 8, 8, 8));
        assertEquals("[7,0,3]", of(7, 7, 10));
        assertEquals("[7,-7,0]", of(7, 0, 7));
    }

    @Test
    void everyValueComesBack() {
        long[] values = {5, 5, Long.MAX_VALUE, 0, 12, 12};
        Object figure = of(values);
        Object read = Figure.list((String) figure);
        for (int i = 0; i < values.length; i++) assertEquals(values[i], Figure.at(read, i));
        assertEquals(9, Figure.at(9L, 3));
    }

    @Test
    void aDifferenceThatNoLongHolds_doesNotFit() {
        assertTrue(Figure.fits(new long[] {0, 5}, new long[] {Long.MAX_VALUE, 5}));
        assertFalse(Figure.fits(new long[] {-2, 5}, new long[] {Long.MAX_VALUE, 5}));
        assertFalse(Figure.fits(new long[] {Long.MAX_VALUE, 5}, new long[] {-2, 5}));
        assertFalse(Figure.fits(new long[] {1}, new long[] {1, 2}), "another number of columns");
    }

    @Test
    void lists_areReadAsWritten() {
        StringBuilder json = new StringBuilder();
        Figure.append(json, 1, Long.MIN_VALUE, Long.MAX_VALUE);
        Figure.append(json, 0);
        List<long[]> rows = Figure.rows(Figure.ended(json));
        assertArrayEquals(new long[] {1, Long.MIN_VALUE, Long.MAX_VALUE}, rows.get(0));
        assertArrayEquals(new long[] {0}, rows.get(1));
        assertEquals(List.of(), Figure.rows(Figure.ended(new StringBuilder())));
        assertEquals(List.of(4L, 5L), Figure.mixed("[4,5]"));
    }

    @Test
    void whatIsNoNumber_isRefused() {
        assertThrows(NumberFormatException.class, () -> Figure.list("[1,x]"));
        assertThrows(NumberFormatException.class, () -> Figure.mixed("[1,\"a\"]"));
    }
}
