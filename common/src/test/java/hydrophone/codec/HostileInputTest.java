package hydrophone.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.codec.MalformedMessageException.Reason;
import hydrophone.message.MessageType;
import hydrophone.message.SampleAttributes;
import hydrophone.testing.Golden;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

class HostileInputTest {
    private static final String HEAD =
            "{\"meta\":{},\"data\":{\"type\":\"sample\",\"attributes\":{";
    private static final String SAMPLE = HEAD + "\"time\":\"2026-03-04T10:15:00Z\",\"node\":\"n\"";
    private static final String TAIL = "}}}";

    static Stream<Arguments> refused() {
        String mi = "x".repeat(1024 * 1024);
        return Stream.of(
                of("", Reason.SYNTAX, "empty"),
                of("\n", Reason.SYNTAX, "expected one JSON object"),
                of("[]", Reason.SYNTAX, "expected one JSON object"),
                of("null", Reason.SYNTAX, "expected one JSON object"),
                of("nonsense", Reason.SYNTAX, "no valid JSON at byte 8"),
                of("{\"meta\":NaN}", Reason.SYNTAX, "meta: no valid JSON at byte"),
                of("{'meta':{}}", Reason.SYNTAX, "no valid JSON at byte"),
                of(SAMPLE + TAIL + "{}", Reason.SYNTAX, "found more behind it"),
                of(SAMPLE + TAIL + "x", Reason.SYNTAX, "no valid JSON at byte"),
                of(SAMPLE + TAIL + "\0", Reason.SYNTAX, "no valid JSON at byte"),
                of("\0{}", Reason.SYNTAX, "found a zero byte at 0"),
                of(SAMPLE + ",\"x\":\"a\tb\"" + TAIL, Reason.SYNTAX, "no valid JSON at byte"),
                of("{}", Reason.SHAPE, "meta: missing"),
                of("{\"meta\":{}}", Reason.SHAPE, "neither data nor errors"),
                of("{\"meta\":{},\"errors\":[]}", Reason.SHAPE, "neither data nor errors"),
                of("{\"meta\":{},\"errors\":[{}]}", Reason.SHAPE, "errors[0].time: missing"),
                of("{\"meta\":{},\"data\":{}}", Reason.SHAPE, "data.type: missing"),
                of(
                        "{\"meta\":{},\"data\":{\"type\":\"sample\"}}",
                        Reason.SHAPE,
                        "data.attributes: missing"),
                of(
                        "{\"meta\":{},\"data\":{\"attributes\":{}}}",
                        Reason.SHAPE,
                        "data.type: missing"),
                of(
                        "{\"meta\":{},\"data\":{\"attributes\":{},\"type\":\"job\"}}",
                        Reason.TYPE,
                        "data.type: expected 'sample' as the topic says, found 'job'"),
                of(HEAD + "\"node\":\"n\"" + TAIL, Reason.SHAPE, "data.attributes.time: missing"),
                of(
                        HEAD + "\"time\":\"2026-03-04T10:15:00Z\"" + TAIL,
                        Reason.SHAPE,
                        "data.attributes.node: missing"),
                of(
                        process("\"pid\":\"1\""),
                        Reason.SHAPE,
                        PROCESS + ".pid: expected an unsigned number, found a string"),
                of(
                        process("\"cpu_util\":\"1\""),
                        Reason.SHAPE,
                        PROCESS + ".cpu_util: expected a number, found a string"),
                of(
                        process("\"cpu_util\":1e999"),
                        Reason.LIMIT,
                        PROCESS + ".cpu_util: number out of all bounds"),
                of(
                        process("\"pid\":1e99999999999"),
                        Reason.LIMIT,
                        PROCESS + ".pid: number out of all bounds"),
                of(
                        process("\"pid\":" + "9".repeat(41)),
                        Reason.LIMIT,
                        PROCESS + ".pid: beyond a limit"),
                of(process("\"x\":" + "9".repeat(41)), Reason.LIMIT, "beyond a limit"),
                of(SAMPLE + ",\"x\":" + "[".repeat(62), Reason.LIMIT, "beyond a limit"),
                of(SAMPLE + ",\"x\":" + "[".repeat(1_000_000), Reason.LIMIT, "beyond a limit"),
                of(
                        SAMPLE + ",\"" + "k".repeat(10_000) + "\":1" + TAIL,
                        Reason.LIMIT,
                        "beyond a limit"),
                of(
                        process("\"cmd\":\"" + mi.repeat(4) + "y\""),
                        Reason.LIMIT,
                        PROCESS + ".cmd: beyond a limit"),
                of(
                        SAMPLE + ",\"jobs\":[" + "{},".repeat(250_000) + "{}]" + TAIL,
                        Reason.LIMIT,
                        "more than 250000 objects"),
                of(
                        SAMPLE + ",\"system\":{\"cpus\":[" + "7,".repeat(1_000_000) + "7]}" + TAIL,
                        Reason.LIMIT,
                        "more than 1000000 numbers"),
                of(
                        " ".repeat(16 * 1024 * 1024 + 1),
                        Reason.LIMIT,
                        "larger than 16 MiB: 16777217 bytes"),
                of(named("../../etc/x"), Reason.NAME, "data.attributes.node: expected a name"),
                of(named("a..b"), Reason.NAME, "data.attributes.node: expected a name"),
                of(named("a b"), Reason.NAME, "data.attributes.node: expected a name"),
                of(named("a\\u0000"), Reason.NAME, "data.attributes.node: expected a name"),
                of(named("n".repeat(254)), Reason.NAME, "data.attributes.node: expected a name"),
                of(named("n".repeat(10_240)), Reason.NAME, "data.attributes.node: expected a name"),
                of(SAMPLE + ",\"cluster\":\"x/y\"" + TAIL, Reason.NAME, "data.attributes.cluster"),
                of(
                        SAMPLE.replace("03-04T", "02-30T") + TAIL,
                        Reason.SHAPE,
                        "data.attributes.time: "),
                of(SAMPLE.replace(":00Z", ":60Z") + TAIL, Reason.SHAPE, "data.attributes.time: "));
    }

    @ParameterizedTest
    @MethodSource
    void refused(String message, Reason reason, String detail) {
        var refusal = refusal(message.getBytes(StandardCharsets.UTF_8));

        assertEquals(reason, refusal.reason(), refusal::getMessage);
        String text = String.valueOf(refusal.getMessage());
        assertTrue(text.contains(detail), text);
        assertTrue(text.length() <= 301, text);
    }

    @Test
    void longNameOfAnUnknownMember_isCut() throws Exception {
        String json =
                "{\"meta\":{\"%s\":1},\"data\":{\"type\":\"sample\",\"attributes\":{\"time\":\"2026-03-04T10:15:00Z\",\"node\":\"n\"}}}"
                        .formatted("x".repeat(1000));
        var decoded = JsonCodec.decode(MessageType.SAMPLE, json.getBytes(StandardCharsets.UTF_8));
        assertEquals("meta.".length() + 65, decoded.unknownMembers().iterator().next().length());
    }

    @Test
    void truncatedMessageIsRefusedAtEveryByte() throws Exception {
        byte[] whole = Golden.text("full-error.json").strip().getBytes(StandardCharsets.UTF_8);
        JsonCodec.decode(MessageType.SAMPLE, whole);
        for (int length = 0; length < whole.length; length++) {
            var refusal = refusal(Arrays.copyOf(whole, length));
            assertEquals(Reason.SYNTAX, refusal.reason(), refusal::getMessage);
        }
    }

    @Test
    void invalidUtf8IsRefusedWithItsPlace() {
        List<byte[]> invalid =
                List.of(
                        new byte[] {(byte) 0xFF},
                        new byte[] {(byte) 0xC0, (byte) 0x80},
                        new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
                        new byte[] {(byte) 0xF5, (byte) 0x80, (byte) 0x80, (byte) 0x80});
        for (byte[] bytes : invalid) {
            String message = SAMPLE + ",\"x\":\"" + new String(bytes, StandardCharsets.ISO_8859_1);
            var refusal = refusal((message + "\"}}}").getBytes(StandardCharsets.ISO_8859_1));
            assertEquals(Reason.SYNTAX, refusal.reason());
            assertEquals(
                    "no valid UTF-8 at byte " + (message.length() - bytes.length),
                    refusal.getMessage());
        }
    }

    @Test
    void invalidUtf8IsFoundBehindTheFirstBlock() {
        byte[] message =
                (SAMPLE + ",\"x\":\"" + "y".repeat(10_000) + "\"" + TAIL)
                        .getBytes(StandardCharsets.UTF_8);
        message[9_000] = (byte) 0x80;

        assertEquals("no valid UTF-8 at byte 9000", refusal(message).getMessage());
    }

    @Test
    void otherEncodingsAreRefused() {
        for (String name : List.of("UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE")) {
            var refusal = refusal((SAMPLE + TAIL).getBytes(Charset.forName(name)));
            assertEquals(Reason.SYNTAX, refusal.reason(), name);
        }
    }

    @Test
    void byteOrderMarkIsPassedOverAndNoted() throws Exception {
        String reversed =
                "{\"data\":{\"attributes\":{\"time\":\"2026-03-04T10:15:00Z\",\"node\":\"n\"},";

        Decoded decoded = decode("\uFEFF" + reversed + "\"type\":\"sample\"},\"meta\":{}}");

        assertEquals("n", sample(decoded).node());
        assertEquals(List.of("starts with a byte order mark, passed over"), decoded.anomalies());
    }

    @Test
    void membersMayComeInAnyOrder() throws Exception {
        String attributes =
                "\"attributes\":{\"node\":\"n\",\"system\":{\"gpus\":[{\"performance_state\":1}]},"
                        + "\"jobs\":[],\"time\":\"2026-03-04T10:15:00Z\",\"later\":{\"a\":1}}";
        String data = "\"data\":{" + attributes + ",\"type\":\"sample\"}";
        String meta = "\"meta\":{\"version\":\"1\",\"producer\":\"sonar\"}";

        Decoded decoded = decode("{ " + data + ", " + meta + "}");

        assertEquals(
                2,
                Objects.requireNonNull(Objects.requireNonNull(sample(decoded).system()).gpus())
                        .getFirst()
                        .performanceState());
        assertEquals(Set.of("data.attributes.later"), decoded.unknownMembers());
    }

    @Test
    void errorsInADeferredPartNameTheWholePath() {
        var refusal =
                refusal(
                        "{\"data\":{\"attributes\":{\"jobs\":[{\"job\":true}]},\"type\":\"sample\"},\"meta\":{}}"
                                .getBytes(StandardCharsets.UTF_8));

        assertEquals(
                "data.attributes.jobs[0].job: expected an unsigned number, found true or false",
                refusal.getMessage());
    }

    @Test
    void dataAndErrorsMayComeTogether() throws Exception {
        String error = "{\"detail\":\"d\",\"time\":\"2026-03-04T10:15:00Z\",\"node\":\"n\"}";

        Decoded decoded = decode((SAMPLE + TAIL).replaceAll("}$", ",\"errors\":[" + error + "]}"));

        assertEquals("n", sample(decoded).node());
        assertEquals("d", decoded.envelope().errors().getFirst().detail());
    }

    @Test
    void ofAMemberThatStandsTwiceTheLastWins() throws Exception {
        Decoded decoded = decode(SAMPLE + ",\"node\":\"second\"" + TAIL);

        assertEquals("second", sample(decoded).node());
    }

    @Test
    void oddNumbersAreKeptBentAndNoted() throws Exception {
        Decoded decoded =
                decode(
                        process(
                                "\"pid\":18446744073709551615,\"ppid\":-5,\"cpu_time\":2.0,"
                                        + "\"num_threads\":1.9,\"rolledup\":1e3,\"cpu_avg\":-0.0,"
                                        + "\"cpu_util\":-1.5,\"data_read\":1e-999999999,"
                                        + "\"data_written\":-99999999999999999999"));

        var process = sample(decoded).jobs().getFirst().processes().getFirst();
        assertEquals(Long.MAX_VALUE, process.pid());
        assertEquals(-5, process.ppid());
        assertEquals(2, process.cpuTime());
        assertEquals(1, process.numThreads());
        assertEquals(1000, process.rolledup());
        assertEquals(0.0, process.cpuAvg());
        assertEquals(-1.5, process.cpuUtil());
        assertEquals(0, process.dataRead());
        assertEquals(Long.MIN_VALUE, process.dataWritten());
        assertEquals(
                List.of(
                        PROCESS + ".pid: 18446744073709551615 saturated at 9223372036854775807",
                        PROCESS + ".ppid: negative -5 kept",
                        PROCESS + ".num_threads: 1.9 cut to 1",
                        PROCESS + ".cpu_util: negative -1.5 kept",
                        PROCESS + ".data_read: 1e-999999999 cut to 0",
                        PROCESS
                                + ".data_written: -99999999999999999999 saturated at"
                                + " -9223372036854775808",
                        PROCESS + ".data_written: negative -9223372036854775808 kept"),
                decoded.anomalies());
    }

    @Test
    void textNoStoreCouldKeepIsMendedAndNoted() throws Exception {
        Decoded decoded = decode(process("\"cmd\":\"a\\u0000b\\ud800c\\udc00\\ud83d\\udc1f\""));

        assertEquals(
                "a\\0b\uFFFDc\uFFFD\uD83D\uDC1F",
                sample(decoded).jobs().getFirst().processes().getFirst().cmd());
        assertEquals(List.of(PROCESS + ".cmd: text was not valid, mended"), decoded.anomalies());
    }

    @Test
    void aMillionUnknownMembersAreNamedAHundredTimes() throws Exception {
        StringBuilder keys = new StringBuilder(SAMPLE);
        for (int i = 0; i < 1_000_000; i++) keys.append(",\"k").append(i).append("\":0");

        Decoded decoded = decode(keys + TAIL);

        assertEquals(100, decoded.unknownMembers().size());
    }

    @Test
    void manyAnomaliesAreCounted() throws Exception {
        String cpus = "-1,".repeat(900_000) + "1";

        Decoded decoded = decode(SAMPLE + ",\"system\":{\"cpus\":[" + cpus + "]}" + TAIL);

        assertEquals(101, decoded.anomalies().size());
        assertEquals("and 899900 more", decoded.anomalies().getLast());
    }

    @Test
    void unknownMembersShowNoControlCharacters() throws Exception {
        Decoded decoded = decode(SAMPLE + ",\"a\\u001b[31m\\nb\":[{}]" + TAIL);

        assertEquals(Set.of("data.attributes.a\\u001b[31m\\u000ab"), decoded.unknownMembers());
    }

    private static final String PROCESS = "data.attributes.jobs[0].processes[0]";

    private static String process(String members) {
        return SAMPLE + ",\"jobs\":[{\"processes\":[{" + members + "}]}]" + TAIL;
    }

    private static String named(String node) {
        return SAMPLE.replace("\"n\"", "\"" + node + "\"") + TAIL;
    }

    private static Arguments of(String message, Reason reason, String detail) {
        String shown = message.length() > 100 ? message.substring(0, 100) + "…" : message;
        return Arguments.of(Named.of("message " + shown, message), reason, detail);
    }

    private static SampleAttributes sample(Decoded decoded) {
        return (SampleAttributes) Objects.requireNonNull(decoded.envelope().data());
    }

    private static Decoded decode(String message) throws MalformedMessageException {
        return JsonCodec.decode(MessageType.SAMPLE, message.getBytes(StandardCharsets.UTF_8));
    }

    private static MalformedMessageException refusal(byte[] message) {
        return assertThrows(
                MalformedMessageException.class,
                () -> JsonCodec.decode(MessageType.SAMPLE, message));
    }
}
