package hydrophone.agent.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.codec.JsonCodec;
import hydrophone.message.Envelope;
import hydrophone.message.Envelope.Attr;
import hydrophone.message.Envelope.Meta;
import hydrophone.message.JobsAttributes;
import hydrophone.message.MessageType;
import hydrophone.message.SlurmJob;
import hydrophone.message.SlurmJob.Sacct;
import hydrophone.testing.RandomMessages;
import hydrophone.testing.Seed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

class JobBatchTest {
    private static final OffsetDateTime NOW = Machines.NOW;

    private final Played feed = new Played();
    private final List<String> unreadable = new ArrayList<>();

    private JobBatch batch(int most) {
        OptionalInt limit = most == 0 ? OptionalInt.empty() : OptionalInt.of(most);
        return new JobBatch(NOW, "fox.no", limit, feed, () -> Receipt.NOBODY, unreadable::add);
    }

    static SlurmJob job(long id, String name, List<String> nodes) {
        return new SlurmJob(
                id,
                "",
                name,
                "RUNNING",
                0,
                0,
                0,
                0,
                "ec-anna",
                "ec27",
                NOW,
                86402,
                "normal",
                "",
                nodes,
                11431,
                "",
                "cpu=1,mem=1G",
                "cpu=1,mem=1G",
                1,
                1 << 20,
                1,
                NOW,
                0,
                null,
                0,
                0,
                null);
    }

    /** As the daemon would send it, with the longest names that a configuration may have. */
    private static int encoded(JobsAttributes part) {
        String long253 = "x".repeat(253);
        var attrs = List.of(new Attr(Meta.RUN, "0123456789abcdef"), new Attr(Meta.SEQ, "" + 1e9));
        return JsonCodec.encode(Envelope.of(new Meta(long253, "1.2.3-SNAPSHOT", attrs), part))
                .length;
    }

    @Test
    void countsAreExact_andTheTimeIsShared() throws Exception {
        JobBatch batch = batch(500);
        for (int i = 1; i <= 1201; i++) batch.add(job(i, "relax", List.of("c1-[1-4]")));
        batch.finish(true);
        assertEquals(List.of(500, 500, 201), feed.sizes());
        for (JobsAttributes part : feed.jobs()) {
            assertEquals(NOW, part.time());
            assertEquals("fox.no", part.cluster());
        }
        assertEquals(1201, feed.records().stream().map(SlurmJob::jobId).distinct().count());
    }

    @Test
    void aFullLastMessage_isNotFollowedByAnEmptyOne() throws Exception {
        JobBatch batch = batch(2);
        for (int i = 1; i <= 4; i++) batch.add(job(i, "x", List.of()));
        batch.finish(true);
        assertEquals(List.of(2, 2), feed.sizes());
    }

    @Test
    void nothing_isAHeartbeat_whereOneIsWanted() throws Exception {
        batch(500).finish(false);
        assertEquals(List.of(), feed.sizes());
        batch(500).finish(true);
        assertEquals(List.of(0), feed.sizes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "\"",
                "\\",
                "\n",
                "\u0001",
                "\u007f",
                "é",
                "€",
                "\uD83D\uDE00",
                "\uD83D"
            })
    void neverAboveTheLimit_whateverTheNames(String character) throws Exception {
        JobBatch batch = batch(0);
        String name = character.repeat(1000);
        for (int i = 1; i <= 3000; i++) batch.add(job(i, name, List.of("c1-[1-4]")));
        batch.finish(true);
        assertEquals(3000, feed.records().size());
        for (JobsAttributes part : feed.jobs()) {
            assertTrue(encoded(part) <= JobBatch.MAX_BYTES, "bytes: " + encoded(part));
        }
        int first = encoded(feed.jobs().getFirst());
        assertTrue(first > JobBatch.MAX_BYTES / 2, "not much too small either: " + first);
    }

    @Test
    void neverAboveTheLimit_withListsOfTenThousandNodes() throws Exception {
        JobBatch batch = batch(500);
        List<String> nodes = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) nodes.add("node-" + i + ".cluster.example");
        for (int i = 1; i <= 20; i++) batch.add(job(i, "wide", nodes));
        batch.finish(true);
        assertEquals(20, feed.records().size());
        for (JobsAttributes part : feed.jobs()) {
            assertTrue(encoded(part) <= JobBatch.MAX_BYTES, "bytes: " + encoded(part));
        }
    }

    @Test
    void aRecordThatNoMessageCanHold_isReported_andHarmsNobody() throws Exception {
        JobBatch batch = batch(500);
        batch.add(job(1, "x", List.of()));
        batch.add(job(2, "\"".repeat(450_000), List.of()));
        batch.add(job(3, "x", List.of()));
        batch.finish(true);
        assertEquals(List.of(1L, 3L), feed.records().stream().map(SlurmJob::jobId).toList());
        assertEquals(1, unreadable.size());
        assertTrue(unreadable.getFirst().startsWith("job 2: 900"), unreadable.toString());
    }

    /** The bound is worked out beside the codec; this holds the two together. */
    @Test
    void theBoundHolds_andIsClose_forAnyRecord() {
        var extreme =
                new SlurmJob(
                        Long.MAX_VALUE,
                        "batch",
                        "n",
                        "s",
                        1,
                        0,
                        1,
                        0,
                        "u",
                        "a",
                        NOW,
                        Long.MIN_VALUE,
                        "p",
                        "r",
                        Collections.nCopies(3, "c[1-2]"),
                        -1,
                        "d",
                        "q",
                        "l",
                        9,
                        10,
                        99,
                        NOW,
                        100,
                        NOW,
                        999_999,
                        1_000_000,
                        new Sacct(
                                1, "t", 22, 333, 4444, 55555, 666666, 7777777, 88888888, 999999999,
                                1L << 40, 1L << 62));
        List<SlurmJob> jobs = new ArrayList<>(List.of(extreme, job(1, "relax", List.of("c1"))));
        var random = new RandomMessages(Seed.random("JobBatchTest"));
        while (jobs.size() < 2000) {
            jobs.addAll(((JobsAttributes) random.attributes(MessageType.JOB)).slurmJobs());
        }
        int frame = encoded(new JobsAttributes(NOW, "c", List.of()));
        for (SlurmJob job : jobs) {
            int real = encoded(new JobsAttributes(NOW, "c", List.of(job))) - frame;
            int most = JobSize.most(job);
            assertTrue(most >= real && most <= real + real / 4 + 64, most + " for " + real);
        }
    }
}
