package hydrophone.agent.slurm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

import hydrophone.codec.Decoded;
import hydrophone.codec.JsonCodec;
import hydrophone.codec.MalformedMessageException;
import hydrophone.message.Attributes;
import hydrophone.message.ClusterAttributes;
import hydrophone.message.Envelope;
import hydrophone.message.Envelope.Meta;
import hydrophone.message.JobsAttributes;
import hydrophone.message.MessageType;

import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whatever Slurm's commands, or scripts in their place, print: no exception, each record is handed
 * out or reported, and what is handed out can be sent.
 */
class SlurmFuzzTest {
    private static final OffsetDateTime NOW = OffsetDateTime.parse("2026-11-23T09:00:00+01:00");

    /** Stands for the delimiter, which a fuzzer would hardly guess. */
    private static final String SHORT = "~";

    private static final int LONGEST = 4096;
    private static final Pattern NUMBERED =
            Pattern.compile("(?=[0-9]{1,18}(?:\\.|\\z))0*[1-9][0-9]*(\\..*)?", Pattern.DOTALL);

    /** The first lines of all recorded outputs of a command. */
    private static Stream<byte[]> heads(String name) throws IOException {
        var heads = new ArrayList<byte[]>();
        for (Path folder : SlurmOutputsTest.folders()) {
            Path file = folder.resolve(name);
            if (!Files.exists(file)) continue;
            byte[] bytes = Files.readAllBytes(file);
            for (int from = 0; from < Math.min(bytes.length, 20 * LONGEST); from += LONGEST) {
                heads.add(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + LONGEST)));
            }
        }
        return heads.stream();
    }

    static Stream<byte[]> sacct() throws IOException {
        return Stream.concat(
                        heads("sacct.txt"),
                        Stream.of("a\n7~7~\n\n~x\n~", "\n", "1|2\n" + new Printed().ours() + "x")
                                .map(SlurmFuzzTest::bytes))
                .map(output -> bytes("\007" + text(output).replace(Snapshot.DELIMITER, SHORT)));
    }

    static Stream<byte[]> bars() throws IOException {
        return heads("sacct-bars.txt").map(output -> bytes("\003" + text(output)));
    }

    /** The first byte says how much is read at once. */
    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void sacct(byte[] input) {
        everyRecord(input);
    }

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void bars(byte[] input) {
        everyRecord(input);
    }

    private static void everyRecord(byte[] input) {
        if (input.length == 0) return;
        String all = text(input).substring(1).replace(SHORT, Snapshot.DELIMITER);
        byte[] output = bytes(all);
        Snapshot read = Snapshot.of(output, true, 1 + (input[0] & 0xff));
        Predicate<String> ofColumn = text -> text.startsWith("job ");
        long records = read.unreadable.stream().filter(Predicate.not(ofColumn)).count();
        assertEquals(records(all), read.jobs.size() + records, read.unreadable::toString);
        Snapshot whole = Snapshot.of(output, true, output.length + 1);
        assertEquals(whole.jobs, read.jobs);
        assertEquals(whole.contents, read.contents);
        assertEquals(whole.unreadable, read.unreadable);
        Snapshot killed = Snapshot.of(output, false, 100);
        assertTrue(killed.jobs.size() <= whole.jobs.size());
        assertEquals(whole.jobs.subList(0, killed.jobs.size()), killed.jobs);
        assertSent(MessageType.JOB, new JobsAttributes(NOW, "c.example", read.jobs));
    }

    /** How many records and pieces of foreign text an output has, in the simplest way. */
    private static int records(String output) {
        int count = 0;
        int at = 0;
        while (at < output.length()) {
            int newline = output.indexOf('\n', at);
            String line = output.substring(at, newline < 0 ? output.length() : newline);
            if (line.contains(Snapshot.DELIMITER)) return count + ours(output.substring(at));
            if (line.chars().filter(c -> c == '|').count() >= 31) {
                String[] lines = output.substring(at).split("\n", -1);
                return count + (int) Stream.of(lines).filter(each -> !each.isEmpty()).count();
            }
            if (!line.isEmpty()) count++;
            at += line.length() + 1;
        }
        return count;
    }

    private static int ours(String output) {
        String[] pieces = output.split(Pattern.quote(Snapshot.DELIMITER), -1);
        int count = 0;
        int first = 0;
        for (int i = 1; i < pieces.length; i++) {
            boolean last = i == pieces.length - 1 && pieces[i].isEmpty();
            int columns = i - first;
            if (columns == 32 || !(last || pieces[i].startsWith("\n"))) continue;
            String id = pieces[first];
            // The newline of the record before belongs to it.
            if (first > 0) id = id.substring(1);
            if (columns == 33 && id.contains("\n")) {
                String foreign = id.substring(0, id.lastIndexOf('\n'));
                if (!foreign.replace("\n", "").isEmpty()) count++;
            }
            boolean torn = columns > 33 && pieces[i - 33].contains("\n");
            // Behind a record that breaks off stands a whole one.
            if (torn && NUMBERED.matcher(pieces[i - 32]).matches()) count++;
            count++;
            first = i;
        }
        String rest = String.join("|", List.of(pieces).subList(first, pieces.length));
        return rest.replace("\n", "").isEmpty() ? count : count + 1;
    }

    static Stream<byte[]> scontrol() throws IOException {
        return heads("scontrol.txt");
    }

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void scontrol(byte[] output) throws IOException {
        Scontrol.Jobs jobs = Scontrol.read(new ByteArrayInputStream(output));
        String text = new String(output, StandardCharsets.UTF_8);
        for (Map.Entry<Long, String> job : jobs.requested().entrySet()) {
            assertTrue(job.getValue().matches("\\S+"), job::toString);
            assertTrue(text.contains("TRES=" + job.getValue() + " "), job::toString);
            assertRecord(text, job.getKey());
        }
        for (long job : jobs.ineligible()) assertRecord(text, job);
    }

    private static void assertRecord(String text, long job) {
        Pattern record =
                Pattern.compile("^JobId=0*" + job + " ", Pattern.MULTILINE | Pattern.UNIX_LINES);
        assertTrue(record.matcher(text).find(), () -> "job " + job);
    }

    static Stream<byte[]> sinfo() throws IOException {
        return Stream.concat(heads("sinfo-nodes.txt"), heads("sinfo-partitions.txt"));
    }

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void sinfo(byte[] output) {
        var badGroups = new ArrayList<String>();
        var badPartitions = new ArrayList<String>();
        var groups = Sinfo.nodes(output, badGroups::add);
        var partitions = Sinfo.partitions(output, badPartitions::add);
        int lines = 0;
        int withoutNodes = 0;
        for (String line : new String(output, StandardCharsets.UTF_8).split("\n", -1)) {
            if (line.isEmpty()) continue;
            lines++;
            int bar = line.indexOf('|');
            if (bar >= 0 && NodeLists.isAbsent(line.substring(0, bar))) withoutNodes++;
        }
        assertEquals(lines, groups.size() + badGroups.size() + withoutNodes);
        assertTrue(partitions.size() + badPartitions.size() <= 2 * lines);
        assertEquals(lines == 0, partitions.isEmpty() && badPartitions.isEmpty());
        assertSent(
                MessageType.CLUSTER,
                new ClusterAttributes(NOW, "c.example", true, partitions, groups));
    }

    private static void assertSent(MessageType type, Attributes attributes) {
        var meta = new Meta(Meta.HYDROPHONE, "0.0.0", List.of());
        byte[] bytes = JsonCodec.encode(Envelope.of(meta, attributes));
        try {
            Decoded decoded = JsonCodec.decode(type, bytes);
            assertEquals(List.of(), decoded.anomalies());
            assertTrue(decoded.unknownMembers().isEmpty());
            assertEquals(text(bytes), text(JsonCodec.encode(decoded.envelope())));
        } catch (MalformedMessageException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    /** A char a byte. */
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
