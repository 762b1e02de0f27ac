package hydrophone.ingest.store;

import hydrophone.ingest.store.StoreException.Kind;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Reads all of a store and says what is wrong with it: SQLite's own check of pages, keys and
 * indexes, views that cannot be read, numbers that stand for nothing, no cluster. Changes nothing
 * and works beside a running ingest, which meanwhile cannot shorten its WAL. Costs a read of the
 * whole file. One thread.
 */
public final class StoreCheck {
    private static final int MOST_OF_SQLITE = 200;
    private final Path file;
    private final Sql sql;
    private final Consumer<String> listener;
    private int findings;

    /**
     * What a check saw.
     *
     * @param cluster "" if the store does not say
     * @param schema empty: damage hides it; so it is with the other figures
     * @param bytes of the file and its WAL
     */
    public record Summary(
            Path file,
            int findings,
            String cluster,
            OptionalLong schema,
            long bytes,
            OptionalLong pages,
            OptionalLong freePages,
            OptionalLong samples,
            OptionalLong deadLetters) {}

    private StoreCheck(Path file, Connection connection, Consumer<String> listener) {
        this.file = file;
        this.sql = new Sql(connection);
        this.listener = listener;
    }

    /**
     * Checks the store in a folder.
     *
     * @param listener gets a line for each finding
     * @throws StoreException if there is no store, or one of a newer program, or it is locked
     */
    public static Summary run(Path dir, Consumer<String> listener) {
        Path file = ExistingStore.file(dir);
        try (Connection connection = ExistingStore.read(file)) {
            return new StoreCheck(file, connection, listener).run();
        } catch (SQLException e) {
            throw StoreException.of("cannot read " + file, e);
        }
    }

    private Summary run() throws SQLException {
        OptionalLong schema = number("schema", () -> ExistingStore.schema(sql, file));
        unlessDamaged("pages", this::integrity);
        unlessDamaged("views", this::views);
        unlessDamaged("references", this::references);
        unlessDamaged("samples", () -> ChunkCheck.run(sql, this::find));
        String cluster = cluster();
        OptionalLong pages = count("PRAGMA page_count");
        OptionalLong free = count("PRAGMA freelist_count");
        OptionalLong samples = count("SELECT count(*) FROM node_sample");
        OptionalLong dead = count("SELECT count(*) FROM dead_letter");
        long bytes = ExistingStore.bytes(file);
        return new Summary(file, findings, cluster, schema, bytes, pages, free, samples, dead);
    }

    /** Row by row: the check itself may end at a page that it cannot read. */
    private void integrity() throws SQLException {
        sql.call("PRAGMA integrity_check(" + MOST_OF_SQLITE + ")")
                .each(row -> {
                    String text = String.valueOf(row.getString(1));
                    if (!text.equals("ok")) {
                        text.lines().filter(l -> !l.startsWith("***")).forEach(this::find);
                    }
                    return null;
                });
        if (findings >= MOST_OF_SQLITE) find("and perhaps more of this kind");
    }

    /** A view that names what is not there fails before it reads a row. */
    private void views() throws SQLException {
        for (String view :
                SalvageTable.texts(sql, "SELECT name FROM sqlite_schema WHERE type = 'view'")) {
            try {
                sql.call("SELECT * FROM " + StoreReference.quoted(view) + " LIMIT 0")
                        .each(_ -> null);
            } catch (SQLException e) {
                if (StoreException.of("", e).kind() != Kind.INTERNAL) throw e;
                find("view " + view + " cannot be read: " + e.getMessage());
            }
        }
    }

    private void references() throws SQLException {
        for (StoreReference to : StoreReference.all(sql)) {
            long rows = one(to.count());
            if (rows == 0) continue;
            find(
                    String.format(
                            Locale.ROOT,
                            "%s: %d rows with a %s that is not in %s",
                            to.table(),
                            rows,
                            to.column(),
                            to.dictionary()));
        }
    }

    private String cluster() throws SQLException {
        List<String> owners = new ArrayList<>();
        boolean readable =
                unlessDamaged(
                        "cluster",
                        () ->
                                owners.addAll(
                                        SalvageTable.texts(sql, "SELECT cluster FROM store_info")));
        if (!owners.isEmpty()) return owners.getFirst();
        if (readable) find("the store is of no cluster");
        return "";
    }

    private OptionalLong count(String query) throws SQLException {
        return number("figures", () -> one(query));
    }

    private long one(String query) throws SQLException {
        Long number = sql.call(query).number();
        return number == null ? 0 : number;
    }

    private OptionalLong number(String what, Figure figure) throws SQLException {
        long[] value = new long[1];
        return unlessDamaged(what, () -> value[0] = figure.read())
                ? OptionalLong.of(value[0])
                : OptionalLong.empty();
    }

    /** False: what it reads is damaged, or not there; the next step may still find something. */
    private boolean unlessDamaged(String what, Step step) throws SQLException {
        try {
            step.run();
            return true;
        } catch (SQLException e) {
            Kind kind = StoreException.of(what, e).kind();
            if (kind != Kind.DAMAGED && kind != Kind.INTERNAL) throw e;
            find(what + " cannot be read: " + e.getMessage());
            return false;
        }
    }

    private void find(String what) {
        findings++;
        listener.accept(what);
    }

    private interface Step {
        void run() throws SQLException;
    }

    private interface Figure {
        long read() throws SQLException;
    }
}
