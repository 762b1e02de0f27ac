package hydrophone.ingest.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.codec.JsonCodec;
import hydrophone.ingest.store.Outcome;
import hydrophone.ingest.store.Position;
import hydrophone.ingest.store.Store;
import hydrophone.ingest.store.StoreDump;
import hydrophone.ingest.store.StoreExport;
import hydrophone.ingest.store.StreamEvent;
import hydrophone.message.Envelope;
import hydrophone.message.MessageType;
import hydrophone.message.SampleAttributes;
import hydrophone.testing.Golden;
import hydrophone.testing.MessageSamples;
import hydrophone.testing.RandomMessages;
import hydrophone.testing.Seed;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Out of one store and into another: table by table the same. */
final class ExportRoundTripTest {
    /** Where broker and trees were read to is no content. */
    private static final Set<String> NOT_CARRIED =
            Set.of("kafka_offset", "import_tree", "import_file");

    private @TempDir Path folder;
    private Path data = Path.of("");
    private Path tree = Path.of("");

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sent(MessageType type, byte[] json) {}

    @BeforeEach
    void folders() {
        data = folder.resolve("data");
        tree = folder.resolve("tree");
    }

    private static String dump(Path data) {
        return StoreDump.of(data, NOT_CARRIED);
    }

    private void export() throws IOException {
        try (StoreExport store = StoreExport.open(data);
                TreeWriter to = new TreeWriter(tree)) {
            store.run(to);
            to.finish();
        }
    }

    private void check() throws IOException {
        export();
        Path again = folder.resolve("again");
        ImportCounts counts = new TreeFixture(tree).into(again);
        assertTrue(counts.toString().contains("repeated=0 dead_letters=0"), counts.toString());
        assertEquals(dump(data), dump(again));
        new TreeFixture(tree).into(data);
        assertEquals(dump(again), dump(data), "imported where it came from");
        Files.move(tree, folder.resolve("moved"));
        new TreeFixture(folder.resolve("moved")).into(again);
        assertEquals(dump(data), dump(again), "imported twice");
    }

    private void store(List<Sent> messages) {
        try (Store store = Store.open(data, MessageSamples.CLUSTER, TreeFixture.CLOCK)) {
            long offset = 0;
            for (Sent message : messages) {
                FromTopic.write(store, message.type(), message.json(), offset++);
            }
        }
    }

    @Test
    void goldenMessages() throws IOException {
        List<Sent> messages = new ArrayList<>();
        for (String kind : List.of("full", "sonar", "old")) {
            for (MessageType type : MessageType.values()) {
                messages.add(new Sent(type, Golden.bytes(kind + "-" + type.word() + ".json")));
            }
        }
        messages.add(new Sent(MessageType.JOB, Golden.bytes("full-error.json")));
        messages.add(new Sent(MessageType.CLUSTER, Golden.bytes("sonar-error.json")));
        store(messages);
        check();
    }

    @Test
    void anyMessages() throws IOException {
        SplittableRandom random = Seed.random("ExportRoundTripTest");
        RandomMessages any = new RandomMessages(random);
        List<Sent> messages = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            for (MessageType type : MessageType.values()) {
                Envelope message = any.envelope(type);
                if (!hasEmptyJob(message)) messages.add(new Sent(type, JsonCodec.encode(message)));
            }
        }
        store(messages);
        check();
    }

    /** No producer sends one, and no table says whose it was. */
    private static boolean hasEmptyJob(Envelope message) {
        return message.data() instanceof SampleAttributes sample
                && sample.jobs().stream().anyMatch(job -> job.processes().isEmpty());
    }

    /**
     * Few jobs, runs and steps that meet; members come and go, states change, batches share times.
     */
    @Test
    void slurmHistory() throws IOException {
        SplittableRandom random = Seed.random("slurmHistory");
        List<Sent> messages = new ArrayList<>();
        for (int i = 0; i < 300; i++) messages.add(jobs(random));
        store(messages);
        check();
    }

    private static Sent jobs(SplittableRandom random) {
        StringBuilder jobs = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            if (!jobs.isEmpty()) jobs.append(',');
            jobs.append("{\"job_id\":").append(random.nextInt(4));
            if (random.nextBoolean())
                jobs.append(",\"job_step\":\"").append(random.nextInt(2)).append('"');
            for (String time : List.of("submit_time", "start_time", "end_time")) {
                if (random.nextInt(3) > 0)
                    jobs.append(",\"%s\":\"%s\"".formatted(time, time(6 + random.nextInt(3), 0)));
            }
            for (String text : List.of("job_state", "job_name", "user_name", "account")) {
                if (random.nextBoolean())
                    jobs.append(",\"%s\":\"V%d x\"".formatted(text, random.nextInt(4)));
            }
            for (String figure :
                    List.of(
                            "time_limit",
                            "priority",
                            "exit_code",
                            "array_job_id",
                            "array_task_id")) {
                if (random.nextBoolean())
                    jobs.append(",\"%s\":%d".formatted(figure, random.nextInt(4)));
            }
            if (random.nextBoolean())
                jobs.append(",\"nodes\":[\"n[1-%d]\"]".formatted(2 + random.nextInt(3)));
            if (random.nextBoolean())
                jobs.append(",\"sacct\":{\"ElapsedRaw\":%d}".formatted(random.nextInt(9)));
            jobs.append('}');
        }
        String json =
                """
                {"meta":{"producer":"sonar","version":"0.%d"},"data":{"type":"job","attributes":{"time":"%s","slurm_jobs":[%s]}}}
                """
                        .formatted(random.nextInt(3), time(9, random.nextInt(30)), jobs);
        return new Sent(MessageType.JOB, json.getBytes(StandardCharsets.UTF_8));
    }

    private static String time(int hour, int minute) {
        return "2026-03-04T%02d:%02d:00+01:00".formatted(hour, minute);
    }

    @Test
    void whatIsInNoMessage_isCarriedToo() throws IOException {
        String path = "2026/03/04/sample-n1.json";
        TreeFixture first = new TreeFixture(folder.resolve("first"));
        first.bytes(path, new byte[] {'{', (byte) 0xff, 'x', '\n'});
        first.line(path, TreeFixture.sample("n1", 0)).line(path, TreeFixture.sample("n2", 1));
        first.text(
                path,
                "{\"meta\":{\"producer\":\"p\",\"color\":1},\"errors\":[{\"time\":\"2026-03-04T10:00:00Z\",\"detail\":\"\\u0001\"}]}");
        first.into(data);
        try (Store store = Store.open(data, MessageSamples.CLUSTER, TreeFixture.CLOCK)) {
            store.inTransaction(transaction -> {
                Position position = new Position("t", 0, "id", 7, 8);
                transaction.reset(
                        position,
                        new StreamEvent("t", 0, 5, StreamEvent.Kind.RETENTION, 1, 2, "d"));
                return position;
            });
        }
        String before = dump(data);
        for (String table :
                List.of("run", "dead_letter", "anomaly", "unknown_member", "stream_event")) {
            assertTrue(before.contains("== " + table + "\n"), table);
        }
        check();
    }

    /** The bytes are others, but Kafka may send the message again: it is known. */
    @Test
    void originalSentAgain_isNoConflict() throws IOException {
        byte[] sample = Golden.bytes("sonar-sample.json");
        byte[] job = Golden.bytes("sonar-job.json");
        store(List.of(new Sent(MessageType.SAMPLE, sample), new Sent(MessageType.JOB, job)));
        export();
        Path again = folder.resolve("again");
        new TreeFixture(tree).into(again);
        assertEquals(Outcome.REPEATED, FromTopic.write(again, MessageType.SAMPLE, sample));
        assertEquals(Outcome.REPEATED, FromTopic.write(again, MessageType.JOB, job));
    }

    @Test
    void editedExport_isWhatItIs() throws IOException {
        store(List.of(new Sent(MessageType.SAMPLE, Golden.bytes("sonar-sample.json"))));
        export();
        Path file = tree.resolve("2026/03/04/0+sample-gpu-3.json");
        String text = Files.readString(file);
        assertTrue(text.contains("\"origin\""), text);
        String edited = text.replace("ec-anna", "somebody");
        assertFalse(edited.equals(text), text);
        Files.writeString(file, edited);
        String counts = new TreeFixture(tree).into(data).toString();
        assertTrue(counts.endsWith("stored=0 repeated=0 dead_letters=1"), counts);
    }
}
