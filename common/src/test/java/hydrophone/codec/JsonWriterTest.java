package hydrophone.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

class JsonWriterTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "1, 1",
        "1.5, 1.5",
        "-1.5, -1.5",
        "3.97, 3.97",
        "0.1, 0.1",
        "1e-7, 0.0000001",
        "1.25e-12, 0.00000000000125",
        "1e-13, 0",
        "12345678.9, 12345678.9",
        "1e15, 1000000000000000",
        "1e300, 1000000000000000000",
        "-1e300, -1000000000000000000",
        "NaN, 0",
        "Infinity, 0",
        "-Infinity, 0",
    })
    void writesDecimalsWithoutExponent(double value, String expected) {
        JsonWriter out = new JsonWriter();
        out.alwaysDecimal("a", value);
        assertEquals("\"a\":" + expected, text(out));
    }

    @ParameterizedTest
    @CsvSource({
        "399.002, '\"a\":399.002'",
        "371.4, '\"a\":371.4'",
        "100, '\"a\":100'",
        "0.0005, '\"a\":0.001'",
        "0.02, '\"a\":0.02'",
        "99.9996, '\"a\":100'",
        "-1.25, '\"a\":-1.25'",
        "-0.001, '\"a\":-0.001'",
        "1e13, '\"a\":10000000000000'",
        "0, ''",
        "0.0004, ''",
        "-0.0004, ''",
        "NaN, ''",
        "Infinity, ''",
    })
    void writesPerCentWithThreeDecimals(double value, String expected) {
        JsonWriter out = new JsonWriter();
        out.ifSetThreeDecimals("a", value);
        assertEquals(expected, text(out));
    }

    @Test
    void escapesAsSonarDoes() {
        JsonWriter out = new JsonWriter();
        out.always("a", "q\" b\\ /\n\r\t\0\b\u001b\u007f é€\uD83D\uDC1F\uD83D.\uDC1F");
        assertEquals(
                "\"a\":\"q\\\" b\\\\ /\\n\\r\\t   \u007f é€\uD83D\uDC1F\uFFFD.\uFFFD\"", text(out));
    }

    @Test
    void leavesOutWhatIsNotSet() {
        JsonWriter out = new JsonWriter();
        out.begin();
        out.ifSet("a", 0);
        out.ifSet("b", "");
        out.ifSet("c", false);
        out.ifSet("d", List.<Long>of(), JsonWriter::element);
        out.always("e", 0);
        out.always("f", "");
        out.always("g", false);
        out.always("h", List.of(1L, -2L), JsonWriter::element);
        out.ifSet("i", Long.MIN_VALUE);
        out.end();
        assertEquals(
                "{\"e\":0,\"f\":\"\",\"g\":false,\"h\":[1,-2],\"i\":-9223372036854775808}",
                text(out));
    }

    @Test
    void chunksKeepTheirOrder() {
        ByteChunks out = new ByteChunks(4096);
        byte[] expected = new byte[1_000_003];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (byte) (i % 251);
            out.put(i % 251);
        }
        assertEquals(0, Arrays.compare(expected, out.toByteArray()));
    }

    /** Decodes strictly: String's own constructor would mend what was written wrong. */
    private static String text(JsonWriter out) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(out.finish());
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString().stripTrailing();
        } catch (CharacterCodingException e) {
            throw new AssertionError("not UTF-8", e);
        }
    }

    @Test
    void aNameKeepsItsControlCharactersWhereItIsAskedForExactly() {
        JsonWriter out = new JsonWriter();
        out.ifSetExactly("a", "\u0001\b\n\u001b\u007f");
        out.ifSet("b", "\u001b");
        assertEquals("\"a\":\"\\u0001\\u0008\\n\\u001b\u007f\",\"b\":\" \"", text(out));
    }

    /** Digits and names are written in one go where they fit, one by one where they do not. */
    @Test
    void everythingMayStandOnTheBorderOfTwoChunks() {
        for (int before = 4000; before < 4100; before++) {
            ByteChunks out = new ByteChunks(4096);
            for (int i = 0; i < before; i++) out.put('x');
            out.putDecimal(Long.MAX_VALUE);
            out.putAscii("name");
            out.putDecimal(10);
            out.putDecimal(-7);
            String text = new String(out.toByteArray(), StandardCharsets.US_ASCII);
            assertEquals("x".repeat(before) + "9223372036854775807name10-7", text);
        }
    }
}
