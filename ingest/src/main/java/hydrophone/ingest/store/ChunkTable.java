package hydrophone.ingest.store;

import hydrophone.ingest.store.StoreException.Kind;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The tables {@code chunk}, {@code proc_chunk} and {@code disk_chunk}, chunk by chunk. */
final class ChunkTable {
    /** Figures of a process, in the order of {@code proc_chunk} and of {@code open_sample}. */
    static final int FIGURES = 10;

    private static final String CHUNK =
            """
            INSERT INTO chunk (id, node_id, from_t, to_t, samples, first_proc, last_proc, first_disk, last_disk)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String PROCESS =
            """
            INSERT INTO proc_chunk (id, proc_id, twin, first_place, last_place, rss_kb, virt_kb, read_kb, written_kb,
              cancelled_kb, threads, cpu_avg_m, cpu_util_m, cpu_time_s, rolledup)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String DISK =
            """
            INSERT INTO disk_chunk (id, disk_id, twin, first_place, last_place, stats) VALUES (?, ?, ?, ?, ?, ?)
            """;
    private static final String PLACE =
            "UPDATE node_sample SET chunk_id = ?, place = ? WHERE node_id = ? AND t = ?";
    private static final String PROCESSES =
            """
            SELECT x.proc_id, x.twin, x.first_place, x.last_place, x.rss_kb, x.virt_kb, x.read_kb, x.written_kb,
              x.cancelled_kb, x.threads, x.cpu_avg_m, x.cpu_util_m, x.cpu_time_s, x.rolledup
            FROM chunk h CROSS JOIN proc_chunk x ON x.id BETWEEN h.first_proc AND h.last_proc WHERE h.id = ?
            """;
    private static final String DISKS =
            """
            SELECT x.disk_id, x.twin, x.first_place, x.last_place, x.stats
            FROM chunk h CROSS JOIN disk_chunk x ON x.id BETWEEN h.first_disk AND h.last_disk WHERE h.id = ?
            """;

    /**
     * What stands in one sample.
     *
     * @param processes rows: proc_id, twin, figures
     * @param disks rows: disk_id, twin, figures
     */
    record Content(List<long[]> processes, List<long[]> disks) {
        static Content empty() {
            return new Content(new ArrayList<>(), new ArrayList<>());
        }
    }

    private final Sql sql;

    ChunkTable(Sql sql) {
        this.sql = sql;
    }

    /** Writes a chunk behind all others, and into its samples where they are. */
    void write(long node, List<Long> times, List<Content> contents) throws SQLException {
        long id = next("chunk");
        long process = next("proc_chunk", "last_proc");
        long disk = next("disk_chunk", "last_disk");
        List<ChunkRun> processes = ChunkRun.of(contents.stream().map(Content::processes).toList());
        List<ChunkRun> disks = ChunkRun.of(contents.stream().map(Content::disks).toList());
        sql.call(CHUNK)
                .put(id)
                .put(node)
                .put(times.getFirst())
                .put(times.getLast())
                .put((long) times.size())
                .put(process)
                .put(process + processes.size() - 1)
                .put(disk)
                .put(disk + disks.size() - 1)
                .run();
        for (ChunkRun run : processes) process(process++, run);
        for (ChunkRun run : disks) disk(disk++, run);
        long place = 0;
        for (long t : times) sql.call(PLACE).put(id).put(place++).put(node).put(t).run();
    }

    private long next(String table) throws SQLException {
        Long last = sql.call("SELECT max(id) FROM " + table).number();
        return last == null ? 1 : last + 1;
    }

    /** Behind what is there, and behind what a chunk says that it has. */
    private long next(String rows, String last) throws SQLException {
        Long claimed = sql.call("SELECT max(" + last + ") FROM chunk").number();
        return Math.max(next(rows), claimed == null ? 1 : claimed + 1);
    }

    private Sql.Call head(String statement, long id, ChunkRun run) throws SQLException {
        return sql.call(statement)
                .put(id)
                .put(run.id())
                .put(run.twin())
                .put((long) run.firstPlace())
                .put((long) run.lastPlace());
    }

    private void process(long id, ChunkRun run) throws SQLException {
        Sql.Call row = head(PROCESS, id, run);
        for (int i = 0; i < FIGURES; i++) row.put(Figure.of(run.figures(), i));
        row.run();
    }

    private void disk(long id, ChunkRun run) throws SQLException {
        StringBuilder stats = new StringBuilder("[");
        for (int i = 0; i < run.figures().getFirst().length; i++) {
            stats.append(i == 0 ? "" : ",").append(Figure.of(run.figures(), i));
        }
        head(DISK, id, run).put(stats.append(']').toString()).run();
    }

    /** What a chunk holds, by place. */
    List<Content> read(long chunk) throws SQLException {
        try {
            return places(chunk);
        } catch (NumberFormatException | IndexOutOfBoundsException | ClassCastException e) {
            throw damaged("chunk " + chunk, e);
        }
    }

    /** A cell that this program did not write. */
    static StoreException damaged(String where, RuntimeException e) {
        String cure = ": 'ingest check' says more, 'ingest recover' saves what can be read";
        return new StoreException(Kind.DAMAGED, where + " of the store cannot be read" + cure, e);
    }

    private List<Content> places(long chunk) throws SQLException {
        List<Content> places = new ArrayList<>();
        sql.call(PROCESSES)
                .put(chunk)
                .each(row -> {
                    List<Object> figures = new ArrayList<>();
                    for (int i = 5; i < 5 + FIGURES; i++) figures.add(figure(row.getObject(i)));
                    spread(row, figures, places, true);
                    return null;
                });
        sql.call(DISKS)
                .put(chunk)
                .each(row -> {
                    spread(row, Figure.mixed(row.getString(5)), places, false);
                    return null;
                });
        return places;
    }

    private static Object figure(Object cell) {
        return cell instanceof String list
                ? Figure.list(list)
                : Long.valueOf(((Number) cell).longValue());
    }

    private static void spread(
            ResultSet row, List<Object> figures, List<Content> places, boolean processes)
            throws SQLException {
        int first = row.getInt(3);
        int last = row.getInt(4);
        Objects.checkIndex(last, ChunkFold.MOST_SAMPLES);
        while (places.size() <= last) places.add(Content.empty());
        for (int place = first; place <= last; place++) {
            long[] values = new long[2 + figures.size()];
            values[0] = row.getLong(1);
            values[1] = row.getLong(2);
            for (int i = 2; i < values.length; i++) {
                values[i] = Figure.at(figures.get(i - 2), place - first);
            }
            Content content = places.get(place);
            (processes ? content.processes() : content.disks()).add(values);
        }
    }

    /** Removes a chunk; its samples must be in another one by then. */
    void remove(long chunk) throws SQLException {
        run(
                "DELETE FROM proc_chunk WHERE id BETWEEN (SELECT first_proc FROM chunk WHERE id ="
                        + " ?1) AND (SELECT last_proc FROM chunk WHERE id = ?1)",
                chunk);
        run(
                "DELETE FROM disk_chunk WHERE id BETWEEN (SELECT first_disk FROM chunk WHERE id ="
                        + " ?1) AND (SELECT last_disk FROM chunk WHERE id = ?1)",
                chunk);
        run("DELETE FROM chunk WHERE id = ?1", chunk);
    }

    private void run(String statement, long chunk) throws SQLException {
        sql.call(statement).put(chunk).run();
    }
}
