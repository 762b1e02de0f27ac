package hydrophone.agent.spool;

import static hydrophone.message.MessageType.JOB;
import static hydrophone.message.MessageType.SAMPLE;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.spool.Loss.Reason;
import hydrophone.agent.spool.SpoolQueue.Waiting;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Whatever happens to the bytes of a spool, it opens, gives out each message whose bytes are whole,
 * in order, and counts each other one: every byte changed, every length cut to, zeros from every
 * place on, file by file.
 */
final class SpoolDamageTest {
    private static final int MESSAGES = 6;

    @TempDir(factory = Memory.class)
    Path dir;

    private int copies;

    /** Thousands of small files: a disk takes three times as long, and has nothing to say here. */
    static final class Memory implements TempDirFactory {
        private static final Path MEMORY = Path.of("/dev/shm");

        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
                throws IOException {
            return Files.isDirectory(MEMORY) && Files.isWritable(MEMORY)
                    ? Files.createTempDirectory(MEMORY, "hydrophone-damage-")
                    : Files.createTempDirectory("hydrophone-damage-");
        }
    }

    /** Two segments of samples, since it was opened twice; the first message is acknowledged. */
    private void make() throws IOException {
        try (Spools spools = Spools.open(original())) {
            spools.put(SAMPLE, 0, 4);
            spools.put(JOB, 0, 2);
            spools.spool().remove(spools.spool().take(SAMPLE, 1).getFirst());
        }
        try (Spools spools = Spools.open(original())) {
            spools.put(SAMPLE, 4, MESSAGES);
        }
    }

    private Path original() {
        return dir.resolve("original");
    }

    private Path segment(int number) {
        return original().resolve("sample").resolve("00000000000" + number + ".seg");
    }

    /** From, to of each frame of a segment; by the format, not by our reader. */
    private static List<int[]> frames(byte[] segment) {
        List<int[]> frames = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(segment);
        for (int at = 24; at < segment.length; ) {
            int next = at + 24 + bytes.getInt(at + 4);
            frames.add(new int[] {at, next});
            at = next;
        }
        return frames;
    }

    private interface Check {
        void check(Spools spools, String what);
    }

    private void damaged(Path file, UnaryOperator<byte[]> damage, String what, Check check)
            throws IOException {
        Path copy = dir.resolve("copy" + copies++);
        try (Stream<Path> all = Files.walk(original())) {
            for (Path path : all.toList()) {
                // Megabytes without meaning, made anew where they are missing.
                if (path.endsWith("reserve")) continue;
                Path to = copy.resolve(original().relativize(path));
                if (Files.isDirectory(path)) {
                    Files.createDirectories(to);
                    continue;
                }
                byte[] bytes = Files.readAllBytes(path);
                Files.write(to, path.equals(file) ? damage.apply(bytes) : bytes);
            }
        }
        try (Spools spools = Spools.unsynced(copy)) {
            check.check(spools, file.getFileName() + " " + what);
            // It goes on.
            spools.put(SAMPLE, 100, 101);
            assertEquals(List.of("m100"), spools.drain(SAMPLE), what);
            assertEquals(Spools.numbers(0, 2), spools.drain(JOB), what);
        }
        try (Spools spools = Spools.unsynced(copy)) {
            assertEquals(0, spools.spool().status().waiting(), what);
        }
        delete(copy);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** The messages whose bytes are whole must come, all others must be counted. */
    private static Check comes(List<String> whole, long waited) {
        return (spools, what) -> {
            List<String> came = new ArrayList<>(spools.drain(SAMPLE));
            // The cursor may have been hit: then what was acknowledged comes again.
            if (came.size() > whole.size()) assertEquals("m0", came.removeFirst(), what);
            assertEquals(whole, came, what);
            assertEquals(waited - whole.size(), spools.lost(Reason.DAMAGED), what);
        };
    }

    /** What waits and is whole after this; of the first segment the first frame is removed. */
    private static List<String> whole(int number, byte[] was, byte[] is) {
        List<String> whole = new ArrayList<>(Spools.numbers(1, MESSAGES));
        int id = number == 1 ? 0 : 4;
        for (int[] frame : frames(was)) {
            boolean same =
                    frame[1] <= is.length
                            && Arrays.equals(was, frame[0], frame[1], is, frame[0], frame[1]);
            if (!same) whole.remove("m" + id);
            id++;
        }
        return whole;
    }

    private void damagedSegment(int number, byte[] was, byte[] is, String what) throws IOException {
        List<String> whole = whole(number, was, is);
        damaged(segment(number), _ -> is, what, comes(whole, MESSAGES - 1));
    }

    @Test
    void everyByteChanged_everyCut_everyZeroing() throws IOException {
        make();
        for (int number = 1; number <= 2; number++) {
            byte[] bytes = Files.readAllBytes(segment(number));
            for (int at = 0; at < bytes.length; at++) {
                damagedSegment(number, bytes, flip(bytes, at), "flip " + at);
                damagedSegment(number, bytes, flip(bytes, at, 1 << (at % 8)), "bit " + at);
                damagedSegment(number, bytes, Arrays.copyOf(bytes, at), "cut " + at);
                damagedSegment(number, bytes, zero(bytes, at), "zero " + at);
            }
        }
        System.out.println("SpoolDamageTest: " + copies + " damaged spools");
    }

    @Test
    void everyByteOfTheCursorChanged_nothingIsLost() throws IOException {
        make();
        Path file = original().resolve("sample/cursor");
        byte[] bytes = Files.readAllBytes(file);
        List<String> waiting = Spools.numbers(1, MESSAGES);
        for (int at = 0; at < bytes.length; at++) {
            int place = at;
            damaged(file, b -> flip(b, place), "flip " + at, comes(waiting, 5));
            damaged(file, b -> Arrays.copyOf(b, place), "cut " + at, comes(waiting, 5));
            damaged(file, b -> zero(b, place), "zero " + at, comes(waiting, 5));
        }
    }

    /** What was lost before may be forgotten; what waits may not. */
    @Test
    void everyByteOfTheLossesChanged_nothingMoreIsLost() throws IOException {
        make();
        Files.delete(segment(1));
        try (Spools spools = Spools.open(original())) {
            spools.spool().remove(spools.spool().take(SAMPLE, 1).getFirst());
            assertEquals(3, spools.lost(Reason.DAMAGED));
        }
        Path file = original().resolve("losses");
        byte[] bytes = Files.readAllBytes(file);
        List<String> waiting = List.of("m5");
        for (int at = 0; at < bytes.length; at++) {
            int place = at;
            damaged(file, b -> flip(b, place), "flip " + at, comes(waiting, 1));
            // One digit for another.
            damaged(file, b -> flip(b, place, 1), "bit " + at, comes(waiting, 1));
            damaged(file, b -> Arrays.copyOf(b, place), "cut " + at, comes(waiting, 1));
            damaged(file, b -> zero(b, place), "zero " + at, comes(waiting, 1));
        }
    }

    @Test
    void segmentThatIsGone_isCounted_andTheRestComes() throws IOException {
        make();
        Files.delete(segment(1));
        try (Spools spools = Spools.open(original())) {
            assertEquals(List.of("m4", "m5"), spools.drain(SAMPLE));
            assertEquals(3, spools.lost(Reason.DAMAGED));
            Loss loss = spools.spool().losses(SAMPLE).getFirst();
            assertEquals(Reason.DAMAGED, loss.reason());
            assertEquals(3, loss.messages());
            assertEquals(Spools.NOW, loss.to());
        }
    }

    /** Another user's, say: it is waited for, and other types go on. */
    @Test
    void segmentThatCannotBeOpened_isNotLost() throws IOException {
        make();
        Path aside = Files.move(segment(1), dir.resolve("aside"));
        Files.createDirectory(segment(1));
        // So that it is as large as a segment, whatever the file system.
        for (int i = 0; i < 200; i++) Files.createFile(segment(1).resolve("entry" + i));
        try (Spools spools = Spools.open(original())) {
            assertThrows(UnreadableSegment.class, () -> spools.spool().take(SAMPLE, 1));
            assertEquals(Spools.numbers(0, 2), spools.drain(JOB));
            delete(segment(1));
            Files.move(aside, segment(1));
            assertEquals(Spools.numbers(1, MESSAGES), spools.drain(SAMPLE));
            assertEquals(0, spools.lost(Reason.DAMAGED));
        }
    }

    /** More than the agent's heap would hold at once. */
    @Test
    void largeDamage_goesToTheQuarantineInPieces() throws IOException {
        make();
        byte[] bytes = Files.readAllBytes(segment(1));
        int second = frames(bytes).get(1)[0];
        byte[] large = Arrays.copyOf(bytes, 3 << 20);
        Arrays.fill(large, second, large.length, (byte) 7);
        Files.write(segment(1), large);
        try (Spools spools = Spools.open(original())) {
            assertEquals(List.of("m4", "m5"), spools.drain(SAMPLE));
            assertEquals(3, spools.lost(Reason.DAMAGED));
        }
        try (Stream<Path> kept = Files.list(original().resolve("quarantine"))) {
            List<Path> pieces = kept.toList();
            assertEquals(12, pieces.size(), pieces.toString());
            for (Path piece : pieces) assertTrue(Files.size(piece) <= 256 << 10);
        }
    }

    @Test
    void badBytes_lieInTheQuarantine() throws IOException {
        make();
        byte[] bytes = Files.readAllBytes(segment(1));
        int[] second = frames(bytes).get(1);
        Files.write(segment(1), flip(bytes, second[0] + 30));
        try (Spools spools = Spools.open(original())) {
            assertEquals(List.of("m2", "m3", "m4", "m5"), spools.drain(SAMPLE));
        }
        Path kept = original().resolve("quarantine").resolve("sample-1-" + second[0] + ".bin");
        assertEquals(second[1] - second[0], Files.size(kept));
        assertTrue(
                Arrays.equals(
                        Files.readAllBytes(kept),
                        Arrays.copyOfRange(flip(bytes, second[0] + 30), second[0], second[1])));
    }

    /** A frame in somebody's text is not taken for one of ours. */
    @Test
    void frameWithinAMessage_isNotBelieved() throws IOException {
        make();
        byte[] bytes = Files.readAllBytes(segment(1));
        int[] second = frames(bytes).get(1);
        byte[] old = Arrays.copyOfRange(bytes, frames(bytes).get(0)[0], frames(bytes).get(0)[1]);
        // The bad second frame begins with a whole one that has another id.
        System.arraycopy(old, 0, bytes, second[0], Math.min(old.length, second[1] - second[0]));
        Files.write(segment(1), bytes);
        try (Spools spools = Spools.open(original())) {
            assertEquals(List.of("m2", "m3", "m4", "m5"), spools.drain(SAMPLE));
            assertEquals(1, spools.lost(Reason.DAMAGED));
        }
    }

    @Test
    void damageIsPassedOver_onlyWhenWhatIsBeforeItIsRemoved() throws IOException {
        make();
        byte[] bytes = Files.readAllBytes(segment(1));
        Files.write(segment(1), flip(bytes, frames(bytes).get(2)[0]));
        try (Spools spools = Spools.open(original())) {
            List<Waiting> taken = spools.spool().take(SAMPLE, 1 << 20);
            assertEquals(List.of("m1"), taken.stream().map(Spools::text).toList());
            assertEquals(0, spools.lost(Reason.DAMAGED));
            spools.spool().remove(taken.getLast());
            assertEquals(List.of("m3", "m4", "m5"), spools.drain(SAMPLE));
            assertEquals(1, spools.lost(Reason.DAMAGED));
        }
    }

    private static byte[] flip(byte[] bytes, int at) {
        return flip(bytes, at, 0x55);
    }

    private static byte[] flip(byte[] bytes, int at, int bits) {
        byte[] changed = bytes.clone();
        changed[at] ^= (byte) bits;
        return changed;
    }

    private static byte[] zero(byte[] bytes, int from) {
        byte[] changed = bytes.clone();
        Arrays.fill(changed, from, changed.length, (byte) 0);
        return changed;
    }
}
