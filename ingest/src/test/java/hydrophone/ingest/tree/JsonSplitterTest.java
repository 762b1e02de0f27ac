package hydrophone.ingest.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.ingest.tree.JsonSplitter.Piece;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

final class JsonSplitterTest {
    private static List<Piece> split(String text, int most) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var in = Channels.newChannel(new ByteArrayInputStream(bytes));
        JsonSplitter splitter = new JsonSplitter(in, 0, most);
        List<Piece> pieces = new ArrayList<>();
        for (Piece p = splitter.next(); p != null; p = splitter.next()) pieces.add(p);
        assertEquals(bytes.length, splitter.position());
        return pieces;
    }

    private static List<String> texts(String text) throws IOException {
        return split(text, 1000).stream()
                .map(p ->
                        p.offset()
                                + (p.torn() ? "~" : ":")
                                + new String(p.bytes(), StandardCharsets.UTF_8).strip())
                .toList();
    }

    @Test
    void valuesOfAnyLayout_areCutWhereTheyEnd() throws IOException {
        assertEquals(
                List.of("0:{\"a\":1}", "10:{\"b\":\"}\\\"{\"}", "25:[1]", "28:{}"),
                texts("{\"a\":1}\n\r\n{\"b\":\"}\\\"{\"}  \n[1]{}\0\0"));
        assertEquals(
                List.of("0:{\n  \"a\": [\n    {\n    }\n  ]\n}", "29:{\n}"),
                texts("{\n  \"a\": [\n    {\n    }\n  ]\n}\n{\n}"));
        assertEquals(List.of("0:\ufeff{\"a\":\n 1}", "13:{}"), texts("\ufeff{\"a\":\n 1}\n{}"));
    }

    @Test
    void tornValues_takeNoOtherAlong() throws IOException {
        assertEquals(
                List.of("0:{\"a\":{\"b\":1,", "13:{\"c\":2}"),
                texts("{\"a\":{\"b\":1,\n{\"c\":2}\n"));
        assertEquals(
                List.of("0:{\"a\":\"tex", "11:{\"c\":2}"), texts("{\"a\":\"tex\n {\"c\":2}\n"));
        assertEquals(List.of("0:no json, {", "11:{}"), texts("no json, {\n{}"));
        assertEquals(List.of("0:{}", "3~{\"a\":"), texts("{}\n{\"a\":\n"));
        assertEquals(List.of("0~nul"), texts("nul"));
    }

    @Test
    void longValues_areCut_andWhatFollowsIsFound() throws IOException {
        List<Piece> pieces =
                split("{\"a\":\"" + "x".repeat(5000) + "\"}{}\n" + "y".repeat(3000), 100);
        assertEquals(List.of(100, 2, 100), pieces.stream().map(p -> p.bytes().length).toList());
        assertEquals(List.of(true, false, true), pieces.stream().map(Piece::isCut).toList());
        assertEquals(5008, pieces.get(1).offset());
    }

    /** 256 MiB without a newline, of which one is held. */
    @Test
    void endlessLine_takesNoMemory() throws IOException {
        long length = 1L << 28;
        InputStream endless =
                new InputStream() {
                    private long at;

                    @Override
                    public int read() {
                        return at++ < length ? 'x' : -1;
                    }

                    @Override
                    public int read(byte[] to, int from, int n) {
                        int got = (int) Math.min(n, length - at);
                        if (got <= 0) return -1;
                        Arrays.fill(to, from, from + got, (byte) 'x');
                        at += got;
                        return got;
                    }
                };
        JsonSplitter splitter = new JsonSplitter(Channels.newChannel(endless), 0, 1 << 20);
        Piece piece = splitter.next();
        assertTrue(piece != null && piece.isCut() && piece.torn());
        assertEquals(1 << 20, piece.bytes().length);
        assertEquals(length, piece.end());
    }
}
