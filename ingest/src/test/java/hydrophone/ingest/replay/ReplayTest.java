package hydrophone.ingest.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.codec.JsonCodec;
import hydrophone.ingest.consume.Inbox;
import hydrophone.ingest.store.Arrival;
import hydrophone.ingest.store.DeadLetter.Wanted;
import hydrophone.ingest.store.Outcome;
import hydrophone.ingest.store.Position;
import hydrophone.ingest.store.Store;
import hydrophone.ingest.store.StoreDump;
import hydrophone.ingest.store.Verdict;
import hydrophone.ingest.store.Verdict.Rejected;
import hydrophone.message.MessageType;
import hydrophone.testing.MessageSamples;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Set;

/** Letters that were put there on purpose; most hold a message that is good by now. */
final class ReplayTest {
    private static final String CLUSTER = MessageSamples.CLUSTER;
    private static final String TOPIC = CLUSTER + ".sample";
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-03-05T12:00:00Z"));
    private static final Wanted ALL = new Wanted(null, null);

    private @TempDir Path temp;
    private long offset;

    private static byte[] sample(String node, int minute) {
        return JsonCodec.encode(
                MessageSamples.sample(
                        CLUSTER, node, MessageSamples.TIME.plusMinutes(minute), minute + 1));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Store open(String folder) {
        return Store.open(temp.resolve(folder), CLUSTER, CLOCK);
    }

    @SuppressWarnings("NullAway") // does not see @Nullable arrays in a compiled record
    private Arrival arrival(String topic, byte[] value) {
        byte @Nullable [] key = topic.startsWith("import:") ? null : bytes("c1");
        return new Arrival(topic, 3, "id-1", offset++, 1_772_600_000, key, value);
    }

    private Outcome put(Store store, Verdict verdict) {
        return store.inTransaction(transaction -> transaction.write(verdict));
    }

    private void letter(Store store, String topic, byte[] value, String reason) {
        put(store, new Rejected(arrival(topic, value), reason, "was not understood"));
    }

    private Outcome message(Store store, byte[] value) {
        return put(store, Inbox.ofTopics(CLUSTER).judge(MessageType.SAMPLE, arrival(TOPIC, value)));
    }

    private static String replay(Store store, Wanted wanted) {
        return new Replay(store, CLUSTER).run(wanted).toString();
    }

    private String all(String folder) {
        return StoreDump.of(temp.resolve(folder), Set.of());
    }

    private String query(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + temp.resolve("a/store.db"));
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + temp.resolve("a/store.db"));
                var statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Test
    void lettersThatAreGoodNow_areStoredAsIfTheyCameNow_andLeave() {
        try (Store a = open("a");
                Store b = open("b")) {
            letter(a, TOPIC, sample("c1", 0), "internal");
            letter(a, "site.x." + TOPIC, sample("c1", 1), "shape");
            Position there = new Position(TOPIC, 3, "id-1", 77, 5);
            for (Store store : new Store[] {a, b}) {
                store.inTransaction(t -> {
                    t.advance(there);
                    return 0;
                });
            }
            assertEquals("stored=2 already_there=0 still_dead=0", replay(a, ALL));
            offset = 0;
            message(b, sample("c1", 0));
            message(b, sample("c1", 1));
            assertEquals(all("b"), all("a"));
            String before = all("a");
            assertEquals("stored=0 already_there=0 still_dead=0", replay(a, ALL));
            assertEquals(before, all("a"));
        }
    }

    @Test
    void lettersThatAreBadStill_stayAsTheyAre() {
        try (Store a = open("a")) {
            message(a, bytes("{\"torn"));
            letter(a, "fox.educloud.org.sample", sample("c1", 0), "syntax");
            letter(a, TOPIC + ".old", sample("c1", 0), "syntax");
            letter(a, "x" + TOPIC, sample("c1", 0), "syntax");
            letter(a, "import:hydrophone-store.ndjson", sample("c1", 0), "syntax");
            letter(a, CLUSTER + ".job", sample("c1", 0), "type");
            String before = all("a");
            for (int i = 0; i < 2; i++) {
                assertEquals(
                        "stored=0 already_there=0 still_dead=6 (syntax=5 type=1)", replay(a, ALL));
                assertEquals(before, all("a"));
            }
        }
    }

    @Test
    void whatHasComeSince_leavesTheLetters() {
        try (Store a = open("a")) {
            letter(a, TOPIC, sample("c1", 0), "internal");
            assertEquals(Outcome.STORED, message(a, sample("c1", 0)));
            assertEquals("stored=0 already_there=1 still_dead=0", replay(a, ALL));
            assertTrue(!all("a").contains("dead_letter"));
        }
    }

    @Test
    void conflict_staysOnce_andIsNotTakenForWhatIsThere() throws SQLException {
        String one =
                """
                {"meta":{"producer":"hydrophone","version":"1","attrs":[{"key":"run","value":"r"},\
                {"key":"seq","value":"1"}]},"data":{"type":"sample","attributes":\
                {"time":"2026-03-04T10:00:00Z","cluster":"fox.educloud.no","node":"c1","jobs":[]}}}\
                """;
        String other = one.replace("\"seq\",\"value\":\"1\"", "\"seq\",\"value\":\"2\"");
        try (Store a = open("a")) {
            assertEquals(Outcome.STORED, message(a, bytes(one)));
            assertEquals(Outcome.DEAD_LETTER, message(a, bytes(other)));
            assertEquals("2", query("SELECT n FROM run"));
            String before = all("a");
            assertEquals("stored=0 already_there=0 still_dead=1 (conflict=1)", replay(a, ALL));
            assertEquals(before, all("a"));
            execute("DELETE FROM node_sample"); // as when it has expired
            assertEquals("stored=1 already_there=0 still_dead=0", replay(a, ALL));
            assertEquals("2", query("SELECT n FROM run"), "it was counted when it came");
        }
    }

    @Test
    void letterOfWhichBytesAreMissing_stays_evenIfTheRestReadsWell() {
        byte[] good = sample("c1", 0);
        byte[] long_ = Arrays.copyOf(good, (16 << 20) + 5);
        Arrays.fill(long_, good.length, long_.length, (byte) ' ');
        try (Store a = open("a")) {
            assertEquals(Outcome.DEAD_LETTER, message(a, long_));
            assertEquals("stored=0 already_there=0 still_dead=1 (limit=1)", replay(a, ALL));
        }
    }

    @Test
    void reasonAndId_chooseLetters() throws SQLException {
        try (Store a = open("a")) {
            letter(a, TOPIC, sample("c1", 0), "internal");
            letter(a, TOPIC, sample("c1", 1), "shape");
            letter(a, TOPIC, sample("c1", 2), "shape");
            assertEquals(0, new Replay(a, CLUSTER).run(new Wanted("syntax", null)).total());
            assertEquals(0, new Replay(a, CLUSTER).run(new Wanted(null, 99L)).total());
            assertEquals(0, new Replay(a, CLUSTER).run(new Wanted("shape", 1L)).total());
            assertEquals("stored=1 already_there=0 still_dead=0", replay(a, new Wanted(null, 3L)));
            assertEquals(
                    "stored=1 already_there=0 still_dead=0", replay(a, new Wanted("shape", null)));
            assertEquals("internal", query("SELECT group_concat(reason) FROM dead_letter"));
        }
    }

    @Test
    void letterOfAFile_isJudgedByTheNameOfTheFile() throws SQLException {
        try (Store a = open("a")) {
            letter(a, "import:2026/03/04/0+sample-c1.json", sample("c1", 0), "internal");
            letter(a, "import:2026/03/04/0+job-slurm.json", sample("c1", 1), "type");
            assertEquals("stored=1 already_there=0 still_dead=1 (type=1)", replay(a, ALL));
            assertEquals("0", query("SELECT count(*) FROM anomaly"));
        }
    }

    @Test
    void letterWhoseStoringFails_takesNoOtherWithIt_andNothingOfItIsStored() throws SQLException {
        try (Store a = open("a")) {
            for (int i = 0; i < 3; i++) letter(a, TOPIC, sample("c1", i), "internal");
            execute(
                    "CREATE TRIGGER stays BEFORE DELETE ON dead_letter WHEN OLD.id = 2 BEGIN"
                            + " SELECT RAISE(ABORT, 'on purpose'); END");
            assertEquals("stored=2 already_there=0 still_dead=1 (internal=1)", replay(a, ALL));
            assertEquals("2", query("SELECT count(*) FROM node_sample"));
            execute("DROP TRIGGER stays");
            assertEquals("stored=1 already_there=0 still_dead=0", replay(a, ALL));
            assertEquals("3", query("SELECT count(*) FROM node_sample"));
        }
    }

    @Test
    void moreThanABatch_leavesInSeveral() {
        try (Store a = open("a");
                Store b = open("b")) {
            for (int i = 0; i < 450; i++) {
                if (i == 150) letter(a, TOPIC, bytes("{"), "syntax");
                letter(a, TOPIC, sample("c1", i), "internal");
                message(b, sample("c1", i));
            }
            assertEquals("stored=450 already_there=0 still_dead=1 (syntax=1)", replay(a, ALL));
            Set<String> letters = Set.of("dead_letter");
            assertEquals(
                    StoreDump.of(temp.resolve("b"), letters),
                    StoreDump.of(temp.resolve("a"), letters));
        }
    }
}
