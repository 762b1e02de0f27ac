package hydrophone.ingest.store;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;

/** The table {@code import_file}: where imports of directory trees go on. */
final class FileTable {
    private static final String WRITE =
            """
            INSERT INTO import_file (tree_id, path, size, modified_ns, next, tail, done) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (tree_id, path) DO UPDATE SET size = excluded.size, modified_ns = excluded.modified_ns,
              next = excluded.next, tail = excluded.tail, done = excluded.done
            """;
    private static final String READ =
            """
            SELECT f.size, f.modified_ns, f.next, f.tail, f.done FROM import_file f JOIN import_tree t ON t.id = f.tree_id
            WHERE t.path = ? AND f.path = ?
            """;

    private final Sql sql;
    private final Dictionaries ids;

    FileTable(Sql sql, Dictionaries ids) {
        this.sql = sql;
        this.ids = ids;
    }

    void write(FileMark mark) throws SQLException {
        sql.call(WRITE)
                .put(ids.tree(mark.tree()))
                .put(mark.path())
                .put(mark.size())
                .put(mark.modifiedNanos())
                .put(mark.next())
                .put(mark.tail())
                .put(mark.done())
                .run();
    }

    /** Null = nothing of that file has been read yet. */
    @Nullable FileMark read(String tree, String path) throws SQLException {
        return sql.call(READ)
                .put(tree)
                .put(path)
                .first(row ->
                        new FileMark(
                                tree,
                                path,
                                row.getLong(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getString(4),
                                row.getBoolean(5)));
    }
}
