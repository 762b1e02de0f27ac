package hydrophone.agent.spool;

import static hydrophone.message.MessageType.JOB;
import static hydrophone.message.MessageType.SAMPLE;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.sink.Messages;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

final class SpoolViewTest {
    @TempDir Path dir;

    private Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(dir)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                files.put(path.toString(), Files.readAllBytes(path));
            }
        }
        return files;
    }

    @Test
    void view_saysWhatWaits_andChangesNothing() throws IOException {
        assertFalse(SpoolView.isSpool(dir));
        try (Spools spools = Spools.open(dir)) {
            spools.put(SAMPLE, 0, 5);
            spools.spool().remove(spools.spool().take(SAMPLE, 1).getFirst());
            Map<String, byte[]> before = files();
            assertTrue(SpoolView.isSpool(dir));
            SpoolView view = new SpoolView(dir);
            SpoolView.Queue queue = view.queue(SAMPLE);
            assertEquals(4, queue.messages());
            assertEquals(Optional.of(Messages.TIME.plusSeconds(1)), queue.oldest());
            assertEquals(new SpoolView.Queue(JOB, 0, 0, Optional.empty()), view.queue(JOB));
            assertEquals(new SpoolView.Health(4, 0, 0), view.check(SAMPLE));
            List<String> seen = new ArrayList<>();
            view.each(SAMPLE, m -> seen.add(m.time() + " " + m.value().length));
            assertEquals(4, seen.size());
            assertEquals(Messages.TIME.plusSeconds(1) + " 3", seen.getFirst());
            Map<String, byte[]> after = files();
            assertEquals(before.keySet(), after.keySet());
            before.forEach((file, bytes) ->
                    assertEquals(bytes.length, after.getOrDefault(file, new byte[0]).length));
        }
    }

    @Test
    void damage_isCounted() throws IOException {
        try (Spools spools = Spools.open(dir)) {
            spools.put(SAMPLE, 0, 5);
        }
        Path segment = dir.resolve("sample/000000000001.seg");
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 1;
        Files.write(segment, bytes);
        SpoolView.Health health = new SpoolView(dir).check(SAMPLE);
        assertEquals(4, health.whole());
        assertEquals(1, health.damaged());
        assertTrue(health.badBytes() > 30, health.toString());
    }
}
