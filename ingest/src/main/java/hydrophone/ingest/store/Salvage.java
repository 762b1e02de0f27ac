package hydrophone.ingest.store;

import hydrophone.ingest.store.StoreException.Kind;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Takes what can be read of a damaged store into a fresh one. The old file is only read. How far
 * topics and files have been read is taken only with everything else whole: else both are read
 * again, and what is there already is found repeated. The fresh file gets its name when it is
 * complete. One thread.
 */
public final class Salvage {
    private static final Set<String> PROGRESS =
            Set.of("kafka_offset", "import_file", "import_tree");
    private static final int ROWS_A_COMMIT = 5000;

    private final Sql old;
    private final Connection connection;
    private final Sql fresh;
    private final Map<String, Long> taken = new LinkedHashMap<>();
    private final List<Table> results = new ArrayList<>();
    private long uncommitted;

    /**
     * What became of a table.
     *
     * @param lost empty: some, but the damage hides how many
     */
    public record Table(String name, long taken, OptionalLong lost) {
        boolean whole() {
            return lost.equals(OptionalLong.of(0));
        }
    }

    /**
     * What became of all.
     *
     * @param whole nothing is lost, so ingest goes on where it was
     */
    public record Result(List<Table> tables, boolean whole) {}

    private Salvage(Connection old, Connection fresh) {
        this.old = new Sql(old);
        this.connection = fresh;
        this.fresh = new Sql(fresh);
    }

    /**
     * Copies the store in a folder into another folder, which is made if need be.
     *
     * @throws StoreException if there is no store, it is of another version, or nothing of it can
     *     be read
     */
    public static Result run(Path dir, Path into) {
        Path file = ExistingStore.file(dir);
        try (Connection old = ExistingStore.read(file)) {
            try (Statement s = old.createStatement()) {
                s.execute("PRAGMA cell_size_check = ON");
            }
            refuseOtherSchema(old, file);
            old.setAutoCommit(false); // one snapshot
            return copy(old, into);
        } catch (SQLException e) {
            throw StoreException.of("cannot read " + file, e);
        } catch (IOException e) {
            throw new StoreException(Kind.CANNOT_CREATE, "cannot write in " + into + ": " + e, e);
        }
    }

    private static Result copy(Connection old, Path into) throws SQLException, IOException {
        try (StoreFolder folder = StoreFolder.open(into, Mounts.read(Path.of("/proc/mounts")))) {
            if (Files.size(folder.database()) > 0) {
                throw new StoreException(Kind.CONFIG, into + " holds a store already");
            }
            Path part = folder.database().resolveSibling("store.db.recover");
            Files.deleteIfExists(part);
            StoreFolder.makeFile(part);
            Result result;
            try (Connection fresh = new StoreDatabase(part).open()) {
                result = new Salvage(old, fresh).run();
            }
            Files.move(part, folder.database(), StandardCopyOption.ATOMIC_MOVE);
            return result;
        }
    }

    /** Where damage hides it, the tables themselves will tell. */
    private static void refuseOtherSchema(Connection old, Path file) throws SQLException {
        try {
            long schema = ExistingStore.schema(new Sql(old), file);
            if (schema == StoreExport.SCHEMA) return;
            throw new StoreException(
                    Kind.CONFIG,
                    String.format(
                            Locale.ROOT,
                            "%s has schema %d, this program recovers %d: take the program that"
                                    + " wrote it",
                            file,
                            schema,
                            StoreExport.SCHEMA));
        } catch (SQLException e) {
            if (StoreException.of("", e).kind() != Kind.DAMAGED) throw e;
        }
    }

    private Result run() throws SQLException {
        List<SalvageTable> all = SalvageTable.all(fresh);
        Map<String, OptionalLong> lost = new LinkedHashMap<>();
        for (SalvageTable table : all) {
            if (!PROGRESS.contains(table.name())) lost.put(table.name(), take(table));
        }
        boolean whole = lost.values().stream().allMatch(OptionalLong.of(0)::equals);
        if (!whole) {
            dropOrphans(lost);
            SalvagedSamples.mend(fresh);
        }
        boolean progress = whole && takeProgress(all, lost);
        for (Map.Entry<String, OptionalLong> e : lost.entrySet()) {
            results.add(new Table(e.getKey(), taken.getOrDefault(e.getKey(), 0L), e.getValue()));
        }
        connection.commit();
        return new Result(List.copyOf(results), progress);
    }

    /** All of it or nothing. */
    private boolean takeProgress(List<SalvageTable> all, Map<String, OptionalLong> lost)
            throws SQLException {
        boolean whole = true;
        for (SalvageTable table : all) {
            if (!PROGRESS.contains(table.name())) continue;
            OptionalLong missing = take(table);
            lost.put(table.name(), missing);
            whole &= missing.equals(OptionalLong.of(0));
        }
        if (whole) return true;
        for (String table : PROGRESS) {
            fresh.call("DELETE FROM " + table).run();
            taken.put(table, 0L);
        }
        return false;
    }

    /** How many rows are lost; empty = some. */
    private OptionalLong take(SalvageTable table) throws SQLException {
        long[] rows = new long[1];
        KeyScan.Target target =
                cells -> {
                    Sql.Call insert = fresh.call(table.insert());
                    for (Object cell : cells) insert.put(cell);
                    rows[0] += insert.run();
                    if (++uncommitted % ROWS_A_COMMIT == 0) connection.commit();
                };
        boolean whole = false;
        for (SalvageTable.Path path : table.paths()) {
            whole = new KeyScan(old, table, path, target).run();
            if (whole) break;
        }
        taken.put(table.name(), rows[0]);
        OptionalLong there = count(table.name());
        if (there.isPresent() && (whole || there.getAsLong() > rows[0])) {
            return OptionalLong.of(Math.max(0, there.getAsLong() - rows[0]));
        }
        return whole ? OptionalLong.of(0) : OptionalLong.empty();
    }

    private OptionalLong count(String table) {
        try {
            Long rows = old.call("SELECT count(*) FROM " + table).number();
            return rows == null ? OptionalLong.empty() : OptionalLong.of(rows);
        } catch (SQLException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * Rows whose node, user and so on is lost: the number might be given to another one, and they
     * would be its rows then.
     */
    private void dropOrphans(Map<String, OptionalLong> lost) throws SQLException {
        boolean again = true;
        while (again) {
            again = false;
            for (StoreReference reference : StoreReference.all(fresh)) {
                int rows = fresh.call(reference.delete()).run();
                if (rows == 0) continue;
                again = true;
                String table = reference.table();
                taken.merge(table, (long) -rows, Long::sum);
                OptionalLong before = lost.getOrDefault(table, OptionalLong.empty());
                if (before.isPresent()) {
                    lost.put(table, OptionalLong.of(before.getAsLong() + rows));
                }
            }
        }
    }
}
