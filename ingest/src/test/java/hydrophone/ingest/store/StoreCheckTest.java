package hydrophone.ingest.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.message.MessageType;
import hydrophone.testing.Golden;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

final class StoreCheckTest {
    private @TempDir Path temp;
    private final List<String> said = new ArrayList<>();

    private StoreCheck.Summary check() {
        said.clear();
        StoreCheck.Summary seen = StoreCheck.run(temp, said::add);
        assertEquals(said.size(), seen.findings());
        return seen;
    }

    private void refused(String text) {
        StoreException e = assertThrows(StoreException.class, this::check);
        assertEquals(78, e.kind().exitCode(), e.getMessage());
        assertTrue(e.getMessage().contains(text), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }

    private static void fill(StoreFixture to) {
        to.write(MessageType.SAMPLE, Golden.bytes("sonar-sample.json"), 0);
        to.write(MessageType.SYSINFO, Golden.bytes("sonar-sysinfo.json"), 1);
        to.write(MessageType.JOB, Golden.bytes("sonar-job.json"), 2);
        to.write(MessageType.CLUSTER, Golden.bytes("sonar-cluster.json"), 3);
    }

    private void found(String text) {
        check();
        assertTrue(said.stream().anyMatch(line -> line.contains(text)), said::toString);
    }

    @Test
    void wholeStore_isWell_andNotTouched() throws IOException {
        try (StoreFixture to = new StoreFixture(temp)) {
            fill(to);
        }
        byte[] before = Files.readAllBytes(temp.resolve("store.db"));
        StoreCheck.Summary seen = check();
        assertEquals(List.of(), said);
        assertEquals(StoreFixture.CLUSTER, seen.cluster());
        assertEquals(OptionalLong.of(StoreExport.SCHEMA), seen.schema());
        assertEquals(OptionalLong.of(1), seen.samples());
        assertEquals(before.length, seen.bytes());
        assertArrayEquals(before, Files.readAllBytes(temp.resolve("store.db")));
    }

    @Test
    void storeInUse_isReadBesideItsWriter_whoGoesOn() {
        try (StoreFixture to = new StoreFixture(temp)) {
            fill(to);
            StoreCheck.Summary seen = check();
            assertEquals(List.of(), said);
            assertEquals(OptionalLong.of(1), seen.samples());
            String next = Json.sample("n9", "2026-03-04T10:00:00Z", "", "");
            assertEquals(Outcome.STORED, to.write(MessageType.SAMPLE, next));
        }
    }

    @Test
    void brokenPages_areFindings() throws IOException {
        try (StoreFixture to = new StoreFixture(temp)) {
            fill(to);
        }
        damage(20 * 8192, 30 * 8192);
        check();
        assertFalse(said.isEmpty());
    }

    @Test
    void brokenSchema_andBrokenHead_areDamageInOneLine() throws IOException {
        new StoreFixture(temp).close();
        for (int from : new int[] {100, 0}) {
            damage(from, 8192);
            StoreException e = assertThrows(StoreException.class, this::check);
            assertEquals(74, e.kind().exitCode());
            assertFalse(e.getMessage().contains("\n"), e.getMessage());
        }
    }

    private void damage(int from, int to) throws IOException {
        Path file = temp.resolve("store.db");
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, from, to, (byte) 0x5a);
        Files.write(file, bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM proc_chunk WHERE id = (SELECT max(id) FROM proc_chunk)",
                "DELETE FROM disk_chunk",
                "DELETE FROM open_sample",
                "UPDATE chunk SET last_proc = last_proc - 1",
                "UPDATE node_sample SET chunk_id = NULL"
            })
    void processesAndDisksThatAreNotThere_areAFinding(String damage) {
        try (StoreFixture to = new StoreFixture(temp)) {
            fill(to);
            String sample = new String(Golden.bytes("sonar-sample.json"), StandardCharsets.UTF_8);
            for (int hour : new int[] {1, 3}) {
                String later = sample.replaceFirst("T1[0-9]:", "T2" + hour + ":");
                assertEquals(Outcome.STORED, to.write(MessageType.SAMPLE, later));
            }
        }
        check();
        assertEquals(List.of(), said);
        StoreDamage.run(temp, damage);
        found("expected");
    }

    @Test
    void numberOfNobody_isAFinding() {
        try (StoreFixture to = new StoreFixture(temp)) {
            fill(to);
        }
        StoreDamage.run(temp, "DELETE FROM node");
        found("node_sample: 1 rows with a node_id that is not in node");
    }

    @Test
    void missingTable_isAFinding() {
        new StoreFixture(temp).close();
        StoreDamage.run(temp, "DROP TABLE disk");
        found("view v_disk_sample cannot be read");
    }

    @Test
    void storeOfNobody_isAFinding() {
        new StoreFixture(temp).close();
        StoreDamage.run(temp, "DELETE FROM store_info");
        found("of no cluster");
    }

    @Test
    void whatIsNoStore_isRefused_andNothingIsMade() throws IOException {
        refused("no store to be read in");
        Files.createFile(temp.resolve("store.db"));
        refused("is an SQLite file but no store");
        StoreDamage.run(temp, "CREATE TABLE t (a)");
        refused("is an SQLite file but no store");
        StoreException e =
                assertThrows(
                        StoreException.class,
                        () -> StoreCheck.run(temp.resolve("none"), said::add));
        assertTrue(e.getMessage().contains("no folder"), e.getMessage());
        assertFalse(Files.exists(temp.resolve("none")));
        assertFalse(Files.exists(temp.resolve("ingest.lock")));
    }

    @Test
    void newerSchema_isRefused() {
        new StoreFixture(temp).close();
        StoreDamage.newerSchema(temp);
        refused("newer program (schema 999");
    }
}
