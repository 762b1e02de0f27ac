package hydrophone.agent.slurm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.message.SlurmJob;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Where records begin and end. */
class SacctReaderTest {
    private static String named(String name) {
        return new Printed().with(SacctColumn.JOB_NAME, name).ours();
    }

    private static List<String> names(Snapshot read) {
        return read.jobs.stream().map(SlurmJob::jobName).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 100, 1 << 20})
    void namesComeThroughWhateverTheyHold(int step) {
        var names =
                List.of(
                        "a\nb",
                        "\nstarts with one",
                        "ends with one\n",
                        "\n",
                        "",
                        "two\n\nlines\n99|99|root|x",
                        " blanks ",
                        "a|b||",
                        "\u001f",
                        "\u001f0123abc",
                        "tab\tbell\u0007escape\u001b[31m",
                        "quote\" back` comma,",
                        "blåbær 漢字 😀");
        var output = new StringBuilder();
        names.forEach(name -> output.append(named(name)));
        byte[] bytes = output.toString().getBytes(StandardCharsets.UTF_8);
        Snapshot read = Snapshot.of(bytes, true, step);
        assertEquals(names, names(read));
        assertEquals(List.of(), read.unreadable);
    }

    @Test
    void bytesThatAreNoTextAreReplaced() {
        byte[] bytes = named("bad \u00ff name").getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(List.of("bad \ufffd name"), names(Snapshot.of(bytes, true, 7)));
    }

    @Test
    void sonarsForm_furtherBarsBelongToTheName() {
        String output =
                new Printed().with(SacctColumn.JOB_NAME, "a|b||c|").bars() + new Printed().bars();
        Snapshot read = Snapshot.of(output);
        assertEquals(List.of("a|b||c|", "relax"), names(read));
        assertEquals(List.of(), read.unreadable);
    }

    @Test
    void sonarsForm_aBadLineTakesNoOtherWithIt() {
        String split = new Printed().with(SacctColumn.JOB_NAME, "first\nsecond").bars();
        Snapshot read = Snapshot.of(new Printed().bars() + split + new Printed().bars());
        assertEquals(List.of("relax", "first", "relax"), names(read));
        assertEquals(List.of("1 columns, expected 32: \"second\""), read.unreadable);
    }

    @Test
    void sonarsForm_withoutALastNewline() {
        String output = new Printed().bars() + new Printed().bars().stripTrailing();
        assertEquals(2, Snapshot.of(output).jobs.size());
        byte[] bytes = output.getBytes(StandardCharsets.UTF_8);
        assertEquals(1, Snapshot.of(bytes, false, 5).jobs.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1 << 20})
    void foreignTextIsCutOffAndReported(int step) {
        String output =
                "slurm: loading\n\nwarning: a|b\n"
                        + named("a\nb")
                        + "sacct: error: \u001b[1m\nand more\n"
                        + named("c")
                        + "bye";
        Snapshot read = Snapshot.of(output.getBytes(StandardCharsets.UTF_8), true, step);
        assertEquals(List.of("a\nb", "c"), names(read));
        assertEquals(
                List.of(
                        "no record: \"slurm: loading\"",
                        "no record: \"warning: a|b\"",
                        "no record: \"sacct: error: \\u001b[1m\\u000aand more\"",
                        "unfinished: \"bye\""),
                read.unreadable);
    }

    @Test
    void aRecordWithTooFewOrTooManyColumnsTakesNoOtherWithIt() {
        String d = Snapshot.DELIMITER;
        String output = "8" + d + "8" + d + "\n" + named("a") + named("b" + d + "c") + named("d");
        Snapshot read = Snapshot.of(output);
        assertEquals(List.of("a", "d"), names(read));
        assertEquals(2, read.unreadable.size());
        assertEquals("2 columns, expected 33: \"8|8\"", read.unreadable.getFirst());
        assertTrue(read.unreadable.get(1).startsWith("34 columns, expected 33: \"7|7|ec-anna|"));
    }

    /** Cut at a newline within a column, or without its last column but for the delimiter. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1 << 20})
    void aTornRecordTakesNoOtherWithIt(int step) {
        String d = Snapshot.DELIMITER;
        String torn = "8" + d + "8" + d + "ec-anna" + d + "ec27" + d + "COMPLETED\n";
        String whole = named("x");
        int last = whole.lastIndexOf(d, whole.length() - d.length() - 2);
        String shorter = whole.substring(0, last + d.length()) + "\n";
        String output = named("a") + torn + named("b") + shorter + named("c\nd") + named("e");
        Snapshot read = Snapshot.of(output.getBytes(StandardCharsets.UTF_8), true, step);
        assertEquals(List.of("a", "b", "c\nd", "e"), names(read));
        assertEquals(2, read.unreadable.size(), read.unreadable.toString());
        assertEquals(
                "37 columns, expected 33: \"8|8|ec-anna|ec27|COMPLETED\"",
                read.unreadable.getFirst());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "7x", "0", "-7", "7_3", "1234567890123456789"})
    void aRecordWithoutAJobNumberIsReported(String raw) {
        var bad = new Printed().with(SacctColumn.JOB_ID_RAW, raw);
        for (String output : List.of(bad.ours() + named("a"), bad.bars() + new Printed().bars())) {
            Snapshot read = Snapshot.of(output);
            assertEquals(1, read.jobs.size());
            assertEquals(1, read.unreadable.size());
            assertTrue(read.unreadable.getFirst().startsWith("no job number in JobIDRaw: \"7|"));
        }
    }

    @Test
    void whatAKilledProgramLeftUnfinishedIsDropped() {
        String whole = named("a") + named("b\nc");
        for (int cut = 1; cut < named("b\nc").length(); cut++) {
            byte[] bytes =
                    whole.substring(0, whole.length() - cut).getBytes(StandardCharsets.UTF_8);
            Snapshot read = Snapshot.of(bytes, false, 64);
            assertEquals(List.of("a"), names(read));
            assertEquals(List.of(), read.unreadable);
        }
    }

    @Test
    void aTornRecordOfAProgramThatEndedWellIsReported() {
        String whole = named("a") + named("b");
        Snapshot read = Snapshot.of(whole.substring(0, whole.length() - 30));
        assertEquals(List.of("a"), names(read));
        assertTrue(read.unreadable.getFirst().startsWith("unfinished: \"7|7|ec-anna"));
    }

    @Test
    void aRecordOfMoreThanAMebibyteIsPassedOver() {
        String huge = "x\n".repeat(SacctReader.LONGEST);
        Snapshot read = Snapshot.of(named("a") + named(huge) + named("b"));
        assertEquals(List.of("a", "b"), names(read));
        assertEquals(1, read.unreadable.size());
        assertTrue(read.unreadable.getFirst().startsWith("longer than 1 MiB: \"7|7|ec-anna"));

        String line = new Printed().with(SacctColumn.JOB_NAME, "y".repeat(3 << 20)).bars();
        read = Snapshot.of(new Printed().bars() + line + new Printed().bars());
        assertEquals(2, read.jobs.size());
        assertEquals(1, read.unreadable.size());

        read = Snapshot.of("z".repeat(3 << 20));
        assertEquals(0, read.jobs.size());
        assertEquals(1, read.unreadable.size());
    }

    @Test
    void nothingPrintedIsNothing() {
        Snapshot blank = Snapshot.of("\n" + named("a") + "\n\n" + named("b") + "\n\n");
        assertEquals(List.of("a", "b"), names(blank));
        assertEquals(List.of(), blank.unreadable);
        for (String output : List.of("", "\n", "\n\n")) {
            Snapshot read = Snapshot.of(output);
            assertEquals(0, read.jobs.size() + read.unreadable.size());
        }
    }
}
