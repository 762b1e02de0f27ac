package hydrophone.ingest.store;

import static hydrophone.ingest.store.Json.job;
import static hydrophone.ingest.store.Json.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.message.MessageType;
import hydrophone.testing.Seed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** Samples in chunks say what they said before, and lie where they would lie in any order. */
final class ChunkFoldTest {
    private static final long NOON = 1_772_622_000;
    private static final String VALUES =
            "SELECT t, pid, twin, rss_kib, virtual_kib, read_kib, cpu_time_s, cpu_util_pct, threads"
                    + " FROM v_process_sample ORDER BY t, pid, twin";
    private static final String DISKS =
            "SELECT t, disk, twin, stats FROM v_disk_sample ORDER BY t, disk, twin";

    private @TempDir Path folder;

    private static String at(String node, long t, String... processes) {
        return sample(node, Instant.ofEpochSecond(t).toString(), "", job(7, "anna", 0, processes));
    }

    private static String process(long pid, long rss, long virtual, long time) {
        return """
        {"cmd":"work","pid":%d,"ppid":1,"cpu_util":%d.5,"resident_memory":%d,"virtual_memory":%d,\
        "data_read":%d,"cpu_time":%d,"num_threads":3}\
        """
                .formatted(pid, time % 100, rss, virtual, time * 3, time);
    }

    private StoreFixture stored(String name, List<String> samples) {
        StoreFixture to = new StoreFixture(folder.resolve(name));
        for (String sample : samples) {
            assertEquals(Outcome.STORED, to.write(MessageType.SAMPLE, sample));
        }
        return to;
    }

    private static String open(StoreFixture to) {
        return to.query("SELECT count(*) FROM open_sample");
    }

    @Test
    void anHourThatIsOver_isOneRowAProcess_andSaysTheSame() {
        List<String> samples = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        long begin = begin("n1");
        for (int i = 0; i < 13; i++) {
            long t = begin + 300L * i;
            samples.add(at("n1", t, process(10, 4000, 1 << 20, 50), process(11, 900 + i, 5000, i)));
            expected.add(t + " 10 0 4000 1048576 150 50 50.5 4");
            expected.add(t + " 11 0 " + (900 + i) + " 5000 " + 3L * i + " " + i + " " + i + ".5 4");
        }
        try (StoreFixture to = stored("a", samples)) {
            assertEquals(String.join("\n", expected), to.query(VALUES));
            assertEquals("2", to.query("SELECT count(*) FROM proc_chunk"));
            assertEquals("1", open(to), "the first sample of the next hour");
            assertEquals(
                    "4000 [900,1,2,3,4,5,6,7,8,9,10,11]",
                    to.query("SELECT group_concat(rss_kb, ' ') FROM proc_chunk"));
        }
    }

    /** The beginning of an hour of this node at or after noon. */
    private static long begin(String node) {
        return NOON + ChunkFold.shift(node);
    }

    @Test
    void aSampleThatComesLate_takesItsPlace() {
        long begin = begin("n1");
        List<String> samples = new ArrayList<>();
        for (int i = 0; i < 26; i++) {
            samples.add(at("n1", begin + 300L * i, process(10, 100L * i, 7, i)));
        }
        String late = samples.remove(5);
        try (StoreFixture to = stored("a", samples);
                StoreFixture whole = stored("b", plus(samples, 5, late))) {
            assertNotEquals(StoreDump.content(to.folder), StoreDump.content(whole.folder));
            assertEquals(Outcome.STORED, to.write(MessageType.SAMPLE, late));
            assertEquals(StoreDump.content(whole.folder), StoreDump.content(to.folder));
            assertEquals(
                    "2 0",
                    to.query(
                            "SELECT count(*), (SELECT count(*) FROM node_sample s WHERE s.chunk_id"
                                    + " NOT IN (SELECT id FROM chunk)) FROM chunk"));
        }
    }

    private static List<String> plus(List<String> list, int at, String one) {
        List<String> all = new ArrayList<>(list);
        all.add(at, one);
        return all;
    }

    @Test
    void whatGoesAndComesBack_whatStandsTwice_andWhatIsHuge_areNotConfused() {
        long begin = begin("n1");
        String huge = process(12, Long.MAX_VALUE, 1, 1);
        List<String> samples =
                List.of(
                        at("n1", begin, process(10, 5, 6, 7), process(10, 8, 9, 10), huge),
                        at("n1", begin + 60, process(11, 1, 1, 1)),
                        at("n1", begin + 120, process(10, 5, 6, 7), process(12, 0, 1, 1)),
                        at("n1", begin + 180, process(12, 5, 1, 1)));
        String open;
        try (StoreFixture to = stored("a", samples)) {
            open = to.query(VALUES);
            to.write(MessageType.SAMPLE, sample("n1", time(begin + 3600), "", ""));
            assertEquals("0", open(to));
            assertEquals(open, to.query(VALUES));
        }
        assertTrue(open.contains(" 12 0 9223372036854775807 "), open);
    }

    private static String time(long t) {
        return Instant.ofEpochSecond(t).toString();
    }

    @Test
    void shortCadence_severalChunksAnHour_evenIfOneIsLate() {
        long begin = begin("n1");
        List<String> samples = new ArrayList<>();
        for (int i = 0; i < 361; i++) samples.add(at("n1", begin + 10L * i, process(10, i, 2, 3)));
        try (StoreFixture to = stored("a", samples)) {
            assertEquals("6", to.query("SELECT count(*) FROM chunk"));
            String before = StoreDump.content(to.folder);
            String late = samples.remove(70);
            try (StoreFixture other = stored("b", samples)) {
                other.write(MessageType.SAMPLE, late);
                assertEquals(before, StoreDump.content(other.folder));
            }
        }
    }

    @Test
    void disks_keepAllTheirColumns() {
        long begin = begin("n1");
        List<String> samples = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 13; i++) {
            String stats = i + ",0,77" + (i == 6 ? ",5" : "");
            samples.add(
                    Json.message(
                            "sample",
                            time(begin + 300L * i),
                            "",
                            "\"node\":\"n1\",\"jobs\":[],\"system\":{\"disks\":[{\"name\":\"sda\","
                                    + "\"major\":8,\"minor\":0,\"stats\":["
                                    + stats
                                    + "]}]}"));
            expected.add((begin + 300L * i) + " sda 0 [" + stats + "]");
        }
        try (StoreFixture to = stored("a", samples)) {
            assertEquals(String.join("\n", expected), to.query(DISKS));
            assertEquals("3", to.query("SELECT count(*) FROM disk_chunk"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE proc_chunk SET rss_kb = '[garbage'",
                "UPDATE proc_chunk SET rss_kb = x'00'",
                "UPDATE proc_chunk SET last_place = 2000000000",
                "UPDATE open_sample SET procs = '[1,2'"
            })
    void damagedRows_areSaidToBeSo_andNothingIsWritten(String damage) {
        long begin = begin("n1");
        List<String> samples = new ArrayList<>();
        for (int i = 0; i < 13; i++) samples.add(at("n1", begin + 300L * i, process(10, i, 2, 3)));
        String late = samples.remove(4);
        String other = damage.contains("open") ? at("n1", begin + 7200) : late;
        try (StoreFixture to = stored("a", samples)) {
            StoreDamage.run(to.folder, damage);
            StoreException e =
                    assertThrows(StoreException.class, () -> to.write(MessageType.SAMPLE, other));
            assertEquals(StoreException.Kind.DAMAGED, e.kind(), e.toString());
            assertTrue(String.valueOf(e.getMessage()).contains("ingest recover"), e.toString());
            assertEquals("12", to.query("SELECT count(*) FROM node_sample"));
        }
    }

    /** Else they would stand among another node's processes. */
    @Test
    void numbersOfRowsThatWereLost_areNotGivenAgain() {
        List<String> samples = new ArrayList<>();
        for (String node : List.of("n1", "n2")) {
            for (int i = 0; i < 13; i++) {
                samples.add(at(node, begin(node) + 300L * i, process(10, i, 2, 3)));
            }
        }
        try (StoreFixture to = stored("a", samples.subList(0, 13))) {
            StoreDamage.run(to.folder, "DELETE FROM proc_chunk");
            for (String sample : samples.subList(13, 26)) to.write(MessageType.SAMPLE, sample);
            assertEquals(
                    "1 13",
                    to.query("SELECT sum(node = 'n1'), sum(node = 'n2') FROM v_process_sample"));
        }
    }

    @Test
    void anyOrder_sameChunks() {
        SplittableRandom random = Seed.random("ChunkFoldTest");
        List<String> samples = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            List<String> processes = new ArrayList<>();
            for (int pid = 1; pid < 6; pid++) {
                if (random.nextInt(4) == 0) continue;
                long time = random.nextInt(3) == 0 ? random.nextInt(50) : 10;
                processes.add(process(pid, random.nextInt(2), 100, time));
            }
            String node = "n" + i % 2;
            samples.add(at(node, NOON + 120L * i, processes.toArray(String[]::new)));
        }
        List<String> shuffled = new ArrayList<>(samples);
        Collections.shuffle(shuffled, new Random(random.nextLong()));
        try (StoreFixture a = stored("a", samples);
                StoreFixture b = stored("b", shuffled)) {
            assertEquals(StoreDump.content(a.folder), StoreDump.content(b.folder));
            assertEquals(a.query(VALUES), b.query(VALUES));
            assertEquals("0", a.query("SELECT count(*) = 0 FROM proc_chunk"));
        }
    }
}
