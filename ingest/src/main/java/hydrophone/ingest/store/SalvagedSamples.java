package hydrophone.ingest.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes samples whole, or nothing, after a salvage: a sample of which a part is left would stand in
 * the way when Kafka sends it again.
 */
final class SalvagedSamples {
    private static final String NO_SAMPLE =
            " WHERE NOT EXISTS (SELECT 1 FROM node_sample s WHERE s.node_id = x.node_id AND s.t ="
                    + " x.t)";
    private static final List<String> REMOVALS =
            List.of(
                    // Processes and disks that nobody has.
                    "DELETE FROM node_sample AS x WHERE chunk_id IS NULL AND (nproc > 0 OR ndisk >"
                            + " 0) AND NOT EXISTS (SELECT 1 FROM open_sample o WHERE o.node_id ="
                            + " x.node_id AND o.t = x.t)",
                    "DELETE FROM open_sample AS x" + NO_SAMPLE,
                    "DELETE FROM gpu_sample AS x" + NO_SAMPLE,
                    "DELETE FROM proc_gpu_sample AS x" + NO_SAMPLE,
                    "DELETE FROM proc_chunk WHERE NOT EXISTS (SELECT 1 FROM chunk h WHERE"
                            + " proc_chunk.id BETWEEN h.first_proc AND h.last_proc)",
                    "DELETE FROM disk_chunk WHERE NOT EXISTS (SELECT 1 FROM chunk h WHERE"
                            + " disk_chunk.id BETWEEN h.first_disk AND h.last_disk)");
    private static final String BROKEN =
            """
            SELECT h.id FROM chunk h WHERE
              (SELECT count(*) FROM node_sample s WHERE s.node_id = h.node_id AND s.t BETWEEN h.from_t AND h.to_t
                AND s.chunk_id = h.id) <> h.samples
              OR (SELECT count(*) FROM proc_chunk x WHERE x.id BETWEEN h.first_proc AND h.last_proc) <> h.last_proc - h.first_proc + 1
              OR (SELECT count(*) FROM disk_chunk x WHERE x.id BETWEEN h.first_disk AND h.last_disk) <> h.last_disk - h.first_disk + 1
            """;

    private SalvagedSamples() {}

    static void mend(Sql sql) throws SQLException {
        for (String removal : REMOVALS) sql.call(removal).run();
        List<Long> broken = new ArrayList<>();
        sql.call(BROKEN).each(row -> broken.add(row.getLong(1)));
        ChunkFold fold = new ChunkFold(sql);
        for (long chunk : broken) fold.remake(chunk);
    }
}
