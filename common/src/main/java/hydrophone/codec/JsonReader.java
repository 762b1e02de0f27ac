package hydrophone.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import hydrophone.codec.MalformedMessageException.Reason;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Reads members one after another: {@code while (in.nextMember()) switch (in.name()) …}, then one
 * call for the value. A member that is null reads as absent: 0, "", false, [] or null. A value of
 * the wrong type is refused with its path. Of a member that stands twice the last wins.
 */
final class JsonReader implements Closeable {
    /** What reads one object; the reader stands at its opening brace. */
    interface ObjectReader<T> {
        T read(JsonReader in) throws IOException, MalformedMessageException;
    }

    private final byte[] document;
    private final int start;
    private final String above;
    private final Oddities oddities;
    private final JsonParser parser;
    private int objects;
    private int numbers;

    JsonReader(byte[] document, int start, Oddities oddities) throws IOException {
        this(document, start, "", oddities);
    }

    private JsonReader(byte[] document, int start, String above, Oddities oddities)
            throws IOException {
        this.document = document;
        this.start = start;
        this.above = above;
        this.oddities = oddities;
        this.parser = Limits.JSON.createParser(document, start, document.length - start);
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    /** Moves to the message's opening brace. */
    void open() throws IOException, MalformedMessageException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new MalformedMessageException(Reason.SYNTAX, "", "expected one JSON object");
        }
    }

    /** Makes sure that nothing follows the message. */
    void expectEnd() throws IOException, MalformedMessageException {
        if (parser.nextToken() != null) {
            throw new MalformedMessageException(
                    Reason.SYNTAX, "", "expected one JSON object, found more behind it");
        }
    }

    /**
     * Passes over the object at hand and gives a reader that stands at its opening brace, for
     * members that can only be read when others are known.
     */
    JsonReader later() throws IOException {
        int at = start + Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        String path = path();
        parser.skipChildren();
        JsonReader reader = new JsonReader(document, at, path, oddities);
        reader.parser.nextToken();
        return reader;
    }

    boolean atObject() {
        return parser.currentToken() == JsonToken.START_OBJECT;
    }

    /** Moves to the next member's value; false at the end of the object. */
    boolean nextMember() throws IOException {
        if (parser.nextToken() != JsonToken.FIELD_NAME) return false;
        parser.nextToken();
        return true;
    }

    String name() throws IOException {
        return Objects.requireNonNullElse(parser.currentName(), "");
    }

    /** Passes over a member that this version does not know, and remembers its name. */
    void unknown() throws IOException {
        oddities.unknown(above, parser.getParsingContext());
        parser.skipChildren();
    }

    String text() throws IOException, MalformedMessageException {
        if (absent()) return "";
        if (parser.currentToken() != JsonToken.VALUE_STRING) throw wrong("a string");
        String text = parser.getText();
        String clean = CleanText.of(text);
        if (!clean.equals(text)) oddities.anomaly(path() + ": text was not valid, mended");
        return clean;
    }

    /** The name of a node or cluster; "" when absent. */
    String hostName() throws IOException, MalformedMessageException {
        String name = text();
        if (name.isEmpty() || HostName.isLegal(name)) return name;
        throw new MalformedMessageException(Reason.NAME, path(), HostName.EXPECTED);
    }

    boolean bool() throws IOException, MalformedMessageException {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            default -> throw wrong("true or false");
        };
    }

    /** A figure that cannot be negative; if it is all the same, it is kept and noted. */
    long unsigned() throws IOException, MalformedMessageException {
        long value = whole("an unsigned number");
        if (value < 0) oddities.anomaly(path() + ": negative " + value + " kept");
        return value;
    }

    long signed() throws IOException, MalformedMessageException {
        return whole("a whole number");
    }

    double decimal() throws IOException, MalformedMessageException {
        if (absent()) return 0;
        if (!atNumber()) throw wrong("a number");
        double value = parser.getDoubleValue();
        if (Double.isInfinite(value)) throw tooLarge();
        if (value < 0) oddities.anomaly(path() + ": negative " + value + " kept");
        return value + 0.0;
    }

    /** A time; null when absent or "". */
    @Nullable OffsetDateTime time() throws IOException, MalformedMessageException {
        String text = text();
        if (text.isEmpty()) return null;
        try {
            return Timestamps.parse(text);
        } catch (DateTimeException e) {
            throw new MalformedMessageException(Reason.SHAPE, path(), CleanText.firstLine(e));
        }
    }

    <T> @Nullable T object(ObjectReader<T> reader) throws IOException, MalformedMessageException {
        return absent() ? null : oneObject(reader);
    }

    <T> List<T> objects(ObjectReader<T> reader) throws IOException, MalformedMessageException {
        if (!beginArray()) return List.of();
        List<T> all = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) all.add(oneObject(reader));
        return all;
    }

    /** An array whose absence means something else than its being empty. */
    <T> @Nullable List<T> objectsOrNull(ObjectReader<T> reader)
            throws IOException, MalformedMessageException {
        return absent() ? null : objects(reader);
    }

    List<String> texts() throws IOException, MalformedMessageException {
        if (!beginArray()) return List.of();
        List<String> all = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (absent()) throw wrong("a string");
            count();
            all.add(text());
        }
        return all;
    }

    List<Long> unsignedList() throws IOException, MalformedMessageException {
        if (!beginArray()) return List.of();
        List<Long> all = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (absent()) throw wrong("an unsigned number");
            if (++numbers > Limits.NUMBERS) throw tooMany(Limits.NUMBERS, "numbers in lists");
            all.add(unsigned());
        }
        return all;
    }

    List<List<Long>> unsignedRows() throws IOException, MalformedMessageException {
        if (!beginArray()) return List.of();
        List<List<Long>> all = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (!atArray()) throw wrong("an array");
            count();
            all.add(unsignedList());
        }
        return all;
    }

    MalformedMessageException missing(String member) {
        return new MalformedMessageException(Reason.SHAPE, under(member), "missing");
    }

    /** Where the parser stands: {@code data.attributes.jobs[3].user}. */
    String path() {
        return MemberPath.exact(above, parser.getParsingContext());
    }

    /** The byte that the parser has come to. */
    long position() {
        return start + parser.currentLocation().getByteOffset();
    }

    private String under(String member) {
        String path = path();
        return path.isEmpty() ? member : path + "." + member;
    }

    private <T> T oneObject(ObjectReader<T> reader) throws IOException, MalformedMessageException {
        if (!atObject()) throw wrong("an object");
        count();
        return reader.read(this);
    }

    private boolean beginArray() throws MalformedMessageException {
        if (absent()) return false;
        if (!atArray()) throw wrong("an array");
        return true;
    }

    private void count() throws MalformedMessageException {
        if (++objects > Limits.OBJECTS) throw tooMany(Limits.OBJECTS, "objects and texts in lists");
    }

    private long whole(String expected) throws IOException, MalformedMessageException {
        if (absent()) return 0;
        if (!atNumber()) throw wrong(expected);
        boolean plain = parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
        if (plain && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return parser.getLongValue();
        }
        String text = parser.getText();
        try {
            BigDecimal exact = new BigDecimal(text);
            long value = WholeNumber.nearest(exact);
            String bent = WholeNumber.bent(exact, value);
            if (bent != null) oddities.anomaly(path() + ": " + text + " " + bent + " " + value);
            return value;
        } catch (NumberFormatException e) {
            throw tooLarge();
        }
    }

    private boolean absent() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    private boolean atArray() {
        return parser.currentToken() == JsonToken.START_ARRAY;
    }

    private boolean atNumber() {
        return parser.currentToken().isNumeric();
    }

    private MalformedMessageException tooMany(int most, String what) {
        return new MalformedMessageException(
                Reason.LIMIT, path(), "more than " + most + " " + what + " in one message");
    }

    private MalformedMessageException tooLarge() {
        return new MalformedMessageException(Reason.LIMIT, path(), "number out of all bounds");
    }

    private MalformedMessageException wrong(String expected) {
        return new MalformedMessageException(
                Reason.SHAPE,
                path(),
                "expected " + expected + ", found " + found(parser.currentToken()));
    }

    private static String found(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            case VALUE_NULL -> "null";
            default -> "nothing";
        };
    }
}
