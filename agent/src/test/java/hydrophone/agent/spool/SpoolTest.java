package hydrophone.agent.spool;

import static hydrophone.agent.spool.Spools.numbers;
import static hydrophone.message.MessageType.CLUSTER;
import static hydrophone.message.MessageType.JOB;
import static hydrophone.message.MessageType.SAMPLE;
import static hydrophone.message.MessageType.SYSINFO;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.sink.Messages;
import hydrophone.agent.sink.Outgoing;
import hydrophone.agent.spool.Loss.Reason;
import hydrophone.agent.spool.SpoolQueue.Waiting;
import hydrophone.message.MessageType;
import hydrophone.testing.Needs;
import hydrophone.testing.Seed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

final class SpoolTest {
    private static final long CAP = 64 << 20;

    @TempDir Path dir;

    private static Outgoing large(MessageType type, long seq, int bytes) {
        StringBuilder text = new StringBuilder("m" + seq + ".");
        Random random = new Random(seq);
        while (text.length() < bytes) text.append(Long.toHexString(random.nextLong()));
        return Messages.of(type, seq, text.toString());
    }

    private List<Path> segments(MessageType type) throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve(type.word()))) {
            return files.filter(f -> f.toString().endsWith(".seg")).sorted().toList();
        }
    }

    @Test
    void messages_comeBackInOrder_asTheyWere() {
        try (Spools spools = Spools.open(dir)) {
            Outgoing message = Messages.of(JOB, 7, "{\"ø\":\"\u0000\"}\n");
            spools.append(JOB, List.of(message));
            Outgoing back = spools.spool().take(JOB, 1).getFirst().message();
            assertEquals(JOB, back.type());
            assertEquals("c.no.job", back.topic());
            assertEquals("n1", back.key());
            assertEquals(message.time(), back.time());
            assertEquals(message.place(), back.place());
            assertArrayEquals(message.value(), back.value());
            spools.put(SAMPLE, 0, 100);
            assertEquals(numbers(0, 100), spools.drain(SAMPLE));
        }
    }

    @Test
    void whatIsNotRemoved_isThereAgain_afterARestart() {
        try (Spools spools = Spools.open(dir)) {
            spools.put(SAMPLE, 0, 10);
            List<Waiting> taken = spools.spool().take(SAMPLE, 1 << 20);
            spools.spool().remove(taken.get(3));
            assertEquals(numbers(4, 10), spools.look(SAMPLE, 1 << 20));
        }
        try (Spools spools = Spools.open(dir)) {
            spools.put(SAMPLE, 10, 12);
            assertEquals(8, spools.spool().status().waiting());
            assertEquals(numbers(4, 12), spools.drain(SAMPLE));
        }
        try (Spools spools = Spools.open(dir)) {
            assertEquals(List.of(), spools.drain(SAMPLE));
            assertEquals(0, spools.lost(Reason.DAMAGED));
        }
    }

    @Test
    void take_isOneMessage_orSoManyBytes() {
        try (Spools spools = Spools.open(dir)) {
            spools.put(SAMPLE, 0, 10);
            assertEquals(numbers(0, 1), spools.look(SAMPLE, 1));
            assertEquals(numbers(0, 3), spools.look(SAMPLE, 10));
        }
    }

    @Test
    void next_isTheTypeOfTheOldestMessage() {
        try (Spools spools = Spools.open(dir)) {
            spools.put(SAMPLE, 5, 6);
            spools.put(JOB, 3, 4);
            assertEquals(Optional.of(JOB), spools.spool().next(EnumSet.noneOf(MessageType.class)));
            assertEquals(Optional.of(SAMPLE), spools.spool().next(EnumSet.of(JOB)));
            assertEquals(Optional.empty(), spools.spool().next(EnumSet.of(JOB, SAMPLE)));
            assertEquals(numbers(3, 4), spools.drain(JOB));
            assertEquals(
                    Optional.of(SAMPLE), spools.spool().next(EnumSet.noneOf(MessageType.class)));
        }
    }

    @Test
    void emptyQueue_leavesItsSegmentBehind_onceThatIsLarge() throws IOException {
        try (Spools spools = Spools.open(dir)) {
            for (int i = 0; i < 100; i++) {
                spools.append(SAMPLE, List.of(large(SAMPLE, i, 60_000)));
                assertEquals(1, spools.drain(SAMPLE).size());
                assertTrue(spools.spool().status().bytes() < 400_000);
                assertTrue(segments(SAMPLE).size() <= 1);
            }
        }
    }

    @Test
    void filesAndFolders_areForNobodyElse() throws IOException {
        try (Spools spools = Spools.open(dir.resolve("spool"))) {
            spools.put(SAMPLE, 0, 1);
            spools.spool().quarantine(spools.spool().take(SAMPLE, 1).getFirst());
            try (Stream<Path> all = Files.walk(dir.resolve("spool"))) {
                for (Path path : all.toList()) {
                    assertEquals(
                            Files.isDirectory(path) ? "rwx------" : "rw-------",
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(path)),
                            path.toString());
                }
            }
        }
    }

    /** Whatever is done in whatever order, also over restarts, a list says the same. */
    @Test
    void randomWork_isThatOfAList() {
        SplittableRandom random = Seed.random("SpoolTest");
        List<String> model = new ArrayList<>();
        int next = 0;
        Spools spools = Spools.open(dir);
        for (int step = 0; step < 2000; step++) {
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    int more = 1 + random.nextInt(5);
                    spools.put(SAMPLE, next, next + more);
                    model.addAll(numbers(next, next + more));
                    next += more;
                }
                case 2 -> spools.append(SYSINFO, List.of(large(SYSINFO, step, 90_000)));
                case 3 ->
                        assertEquals(
                                model.stream().limit(3).toList(),
                                spools.look(SAMPLE, 1 << 20).stream().limit(3).toList());
                case 4 -> {
                    List<Waiting> taken = spools.spool().take(SAMPLE, 1 + random.nextInt(60));
                    if (taken.isEmpty()) continue;
                    Waiting upTo = taken.get(random.nextInt(taken.size()));
                    spools.spool().remove(upTo);
                    model.subList(0, taken.indexOf(upTo) + 1).clear();
                    int _ = spools.drain(SYSINFO).size();
                }
                default -> {
                    if (random.nextInt(10) > 0) continue;
                    spools.close();
                    spools = Spools.open(dir);
                }
            }
            assertEquals(0, spools.lost(Reason.DAMAGED) + spools.lost(Reason.FULL));
        }
        assertEquals(model, spools.drain(SAMPLE));
        spools.close();
    }

    @Test
    void capReached_theOldestGo_ofAllTypes_countedAndNoted() {
        try (Spools spools = new Spools(dir, 4 << 20)) {
            spools.append(CLUSTER, List.of(Messages.of(CLUSTER, 1, "old\n")));
            int all = 300;
            for (int i = 2; i < all; i++) {
                spools.append(SAMPLE, List.of(large(SAMPLE, i, 60_000)));
            }
            SpoolStatus status = spools.spool().status();
            assertTrue(status.bytes() <= status.cap(), status.toString());
            assertTrue(status.bytes() > 3 << 20, status.toString());
            assertEquals(List.of(), spools.drain(CLUSTER));
            List<String> left = spools.drain(SAMPLE);
            assertEquals("m" + (all - 1), left.getLast().substring(0, 4));
            assertEquals(all - 1, left.size() + spools.lost(Reason.FULL));
            Loss cluster = spools.spool().losses(CLUSTER).getFirst();
            assertEquals(1, cluster.messages());
            List<Loss> losses = spools.spool().losses(SAMPLE);
            assertEquals(1, losses.size(), losses.toString());
            Loss loss = losses.getFirst();
            assertEquals("run", loss.run());
            assertEquals(2, loss.first());
            assertEquals(loss.last() - 1, loss.messages());
            assertEquals(Messages.TIME.plusSeconds(2), loss.from());
            assertEquals(Messages.TIME.plusSeconds(loss.last()), loss.to());
            assertTrue(left.getFirst().startsWith("m" + (loss.last() + 1) + "."));
        }
    }

    @Test
    void losses_outliveARestart_untilTheyAreReported() {
        List<Loss> noted;
        try (Spools spools = new Spools(dir, 4 << 20)) {
            for (int i = 1; i < 200; i++) {
                spools.append(JOB, List.of(large(JOB, i, 60_000)));
            }
            noted = spools.spool().losses(JOB);
            assertFalse(noted.isEmpty());
        }
        try (Spools spools = new Spools(dir, 4 << 20)) {
            assertEquals(noted, spools.spool().losses(JOB));
            spools.spool().reported(noted);
            assertEquals(List.of(), spools.spool().losses(JOB));
            assertFalse(Files.exists(dir.resolve("losses")));
        }
    }

    /** A message is accepted or not; whatever was accepted before and is not dropped stays. */
    @Test
    void fullDisk_theOldestGo_andItWorksOn() throws Exception {
        Needs.that(
                mounted("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", dir.toString()),
                "a small file system cannot be mounted (no root)");
        try {
            List<String> accepted = new ArrayList<>();
            try (Spools spools = new Spools(dir, CAP)) {
                for (int i = 1; i <= 200; i++) {
                    spools.append(SAMPLE, List.of(large(SAMPLE, i, 60_000)));
                    accepted.add("m" + i);
                }
                assertTrue(spools.lost(Reason.FULL) > 100, "nothing was dropped");
                assertEquals(0, spools.lost(Reason.DAMAGED));
            }
            // All is used up by somebody else: removing must work all the same.
            Path others = dir.resolve("others");
            fill(others);
            try (Spools spools = new Spools(dir, CAP)) {
                List<String> left = heads(spools.drain(SAMPLE));
                assertEquals(accepted.subList(200 - left.size(), 200), left);
                assertTrue(left.size() > 10);
                assertEquals(0, spools.lost(Reason.DAMAGED));
                fill(others);
                Files.delete(others);
                spools.append(SAMPLE, List.of(large(SAMPLE, 201, 60_000)));
                assertEquals(List.of("m201"), heads(spools.drain(SAMPLE)));
            }
        } finally {
            assertTrue(mounted("umount", dir.toString()));
        }
    }

    /** Before any message has to go the reserve does, and before that nothing is refused. */
    @Test
    void fullDisk_forAWhile_costsNothing() throws Exception {
        Needs.that(
                mounted("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", dir.toString()),
                "a small file system cannot be mounted (no root)");
        try (Spools spools = new Spools(dir, 7 << 20)) {
            for (int i = 0; i < 5; i++) spools.append(SAMPLE, List.of(large(SAMPLE, i, 60_000)));
            Path others = dir.resolve("others");
            fill(others);
            int more = 5;
            while (Files.exists(dir.resolve("reserve")) || more < 8) {
                spools.spool().append(SAMPLE, List.of(large(SAMPLE, more++, 60_000)), false);
            }
            int accepted = more;
            while (accepted == more) {
                try {
                    Outgoing next = large(SAMPLE, more, 60_000);
                    spools.spool().append(SAMPLE, List.of(next), false);
                    accepted = ++more;
                } catch (IOException full) {
                    assertTrue(String.valueOf(full.getMessage()).contains("No space"));
                    accepted = more;
                    break;
                }
            }
            Files.delete(others);
            spools.spool().append(SAMPLE, List.of(large(SAMPLE, more, 60_000)), false);
            List<String> left = heads(spools.drain(SAMPLE));
            assertEquals(IntStream.rangeClosed(0, more).mapToObj(i -> "m" + i).toList(), left);
            assertEquals(0, spools.lost(Reason.FULL) + spools.lost(Reason.DAMAGED));
        } finally {
            assertTrue(mounted("umount", dir.toString()));
        }
    }

    private static List<String> heads(List<String> values) {
        return values.stream().map(v -> v.substring(0, v.indexOf('.'))).toList();
    }

    private static void fill(Path file) {
        try {
            byte[] block = new byte[4096];
            while (true) {
                Files.write(
                        file,
                        block,
                        java.nio.file.StandardOpenOption.CREATE,
                        java.nio.file.StandardOpenOption.APPEND);
            }
        } catch (IOException _) {
            // Full.
            return;
        }
    }

    private static boolean mounted(String... command) throws Exception {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
