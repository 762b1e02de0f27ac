package hydrophone.ingest.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.codec.JsonCodec;
import hydrophone.message.MessageType;
import hydrophone.testing.RandomMessages;
import hydrophone.testing.Seed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** Any message again, in any order: the same store. */
final class RedeliveryTest {
    private @TempDir Path folder;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sent(MessageType type, byte[] json) {}

    @Test
    void shuffledAndDoubled_givesTheSameStore() {
        SplittableRandom random = Seed.random("RedeliveryTest");
        List<Sent> messages = messages(random);
        List<Sent> disturbed = new ArrayList<>(messages);
        disturbed.addAll(messages.subList(0, messages.size() / 2));
        Collections.shuffle(disturbed, new Random(random.nextLong()));
        String inOrder = stored("a", messages);
        assertEquals(inOrder, stored("b", disturbed));
        assertEquals(inOrder, stored("a", disturbed), "applied to what is there already");
    }

    /** A sysinfo is the same when its content is; the errors that one of the two brought count. */
    @Test
    void errorsBesideWhatIsThereAlready_areKept_inAnyOrder() {
        String plain = Json.message("sysinfo", time(10, 0), "", "\"node\":\"n1\",\"sockets\":2");
        String error =
                "{\"detail\":\"no lstopo\",\"time\":\"%s\",\"node\":\"n1\"}".formatted(time(10, 0));
        String both = plain.substring(0, plain.length() - 1) + ",\"errors\":[" + error + "]}";
        Sent first = sent(MessageType.SYSINFO, plain);
        Sent second = sent(MessageType.SYSINFO, both);
        String stored = stored("a", List.of(first, second));
        assertTrue(stored.contains("no lstopo"), stored);
        assertEquals(stored, stored("b", List.of(second, first, second)));
    }

    private String stored(String name, List<Sent> messages) {
        try (StoreFixture to = new StoreFixture(folder.resolve(name))) {
            long offset = 0;
            for (Sent message : messages) to.write(message.type(), message.json(), offset++);
            return StoreDump.content(to.folder);
        }
    }

    private static List<Sent> messages(SplittableRandom random) {
        List<Sent> messages = new ArrayList<>();
        RandomMessages any = new RandomMessages(random);
        for (int i = 0; i < 15; i++) {
            for (MessageType type : MessageType.values()) {
                messages.add(new Sent(type, JsonCodec.encode(any.envelope(type))));
            }
        }
        for (int minute = 0; minute < 50; minute++) {
            messages.add(sent(MessageType.SAMPLE, sample(random, minute)));
            messages.add(sent(MessageType.JOB, jobs(random, minute)));
        }
        return messages;
    }

    private static Sent sent(MessageType type, String json) {
        return new Sent(type, json.getBytes(StandardCharsets.UTF_8));
    }

    /** Few nodes, jobs and processes, so that they meet. */
    private static String sample(SplittableRandom random, int minute) {
        List<String> jobs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String process =
                    Json.process(random.nextInt(5), random.nextInt(100), random.nextInt(900));
            jobs.add(
                    Json.job(
                            random.nextInt(3),
                            "u" + random.nextInt(2),
                            random.nextInt(2),
                            process));
        }
        String attrs = random.nextBoolean() ? "run=r,seq=" + (minute + 1) + ",interval=60" : "";
        return Json.sample(
                "n" + random.nextInt(2), time(10, minute), attrs, String.join(",", jobs));
    }

    /** Few jobs with two runs each; members come and go. */
    private static String jobs(SplittableRandom random, int minute) {
        List<String> jobs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            StringBuilder job = new StringBuilder("{\"job_id\":" + (1 + random.nextInt(3)));
            boolean step = random.nextBoolean();
            String at = time(random.nextBoolean() ? 6 : 8, 0);
            if (step) job.append(",\"job_step\":\"0\",\"start_time\":\"" + at + "\"");
            else job.append(",\"submit_time\":\"" + at + "\"");
            for (String member : List.of("job_state", "job_name", "account", "user_name")) {
                if (random.nextBoolean())
                    job.append(",\"%s\":\"v%d\"".formatted(member, random.nextInt(5)));
            }
            if (random.nextBoolean()) job.append(",\"requested_cpus\":" + (1 + random.nextInt(20)));
            jobs.add(job.append('}').toString());
        }
        return Json.jobs(time(9, minute), jobs.toArray(String[]::new));
    }

    private static String time(int hour, int minute) {
        return "2026-03-04T%02d:%02d:00+01:00".formatted(hour, minute);
    }
}
