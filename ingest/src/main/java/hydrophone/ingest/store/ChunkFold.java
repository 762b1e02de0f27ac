package hydrophone.ingest.store;

import hydrophone.ingest.store.ChunkTable.Content;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Makes chunks of the samples of hours that are over; a node's hour is over when a sample of a
 * later hour is stored. A sample that comes later than that makes its hour anew. So what lies in
 * chunks, and in which, follows from the samples alone and not from the order in which they came.
 *
 * <p>Holds the samples of one chunk in memory: at most 60, and beyond the first of them at most
 * 200,000 processes.
 */
final class ChunkFold {
    static final int MOST_SAMPLES = 60;
    private static final long MOST_PROCESSES = 200_000;
    private static final long HOUR = 3600;

    private static final String OLDEST_OPEN =
            "SELECT min(t) FROM open_sample WHERE node_id = ? AND t < ?";
    private static final String SAMPLES =
            """
            SELECT t, chunk_id, place, nproc FROM node_sample WHERE node_id = ? AND t >= ? AND t < ? AND (nproc > 0 OR ndisk > 0)
            ORDER BY t
            """;
    private static final String LEFT =
            """
            SELECT s.t, s.chunk_id, s.place, s.nproc FROM chunk h CROSS JOIN node_sample s
              ON s.node_id = h.node_id AND s.t BETWEEN h.from_t AND h.to_t AND s.chunk_id = h.id
            WHERE h.id = ? ORDER BY s.t
            """;
    private static final String OPEN =
            "SELECT procs, disks FROM open_sample WHERE node_id = ? AND t = ?";
    private static final String CLOSE =
            "DELETE FROM open_sample WHERE node_id = ? AND t >= ? AND t < ?";

    /** A sample and where it is: chunk 0 = open. */
    private record Place(long t, long chunk, int place, long processes) {
        private static Place of(ResultSet row) throws SQLException {
            return new Place(row.getLong(1), row.getLong(2), row.getInt(3), row.getLong(4));
        }
    }

    private final Sql sql;
    private final ChunkTable chunks;

    ChunkFold(Sql sql) {
        this.sql = sql;
        this.chunks = new ChunkTable(sql);
    }

    /** Makes chunks of all that is over of a node. */
    void fold(long node) throws SQLException {
        String name =
                sql.call("SELECT name FROM node WHERE id = ?")
                        .put(node)
                        .first(row -> row.getString(1));
        Long newest =
                sql.call("SELECT max(t) FROM node_sample WHERE node_id = ?").put(node).number();
        if (name == null || newest == null) return;
        long shift = shift(name);
        long over = hour(newest, shift);
        Long oldest;
        while ((oldest = sql.call(OLDEST_OPEN).put(node).put(over).number()) != null) {
            fold(node, hour(oldest, shift));
        }
    }

    /** The second of the hour at which a node's hours begin. */
    static long shift(String node) {
        CRC32 crc = new CRC32();
        crc.update(node.getBytes(StandardCharsets.UTF_8));
        return crc.getValue() % HOUR;
    }

    private static long hour(long t, long shift) {
        return Math.floorDiv(t - shift, HOUR) * HOUR + shift;
    }

    private void fold(long node, long from) throws SQLException {
        List<Place> samples = samples(node, from);
        Set<Long> old = new LinkedHashSet<>();
        Contents contents = new Contents(node);
        for (List<Place> piece : pieces(samples)) {
            if (isChunk(piece, samples)) continue;
            for (Place sample : piece) if (sample.chunk() != 0) old.add(sample.chunk());
            List<Content> all = new ArrayList<>();
            for (Place sample : piece) all.add(contents.of(sample));
            chunks.write(node, piece.stream().map(Place::t).toList(), all);
        }
        for (long chunk : old) chunks.remove(chunk);
        sql.call(CLOSE).put(node).put(from).put(from + HOUR).run();
    }

    /** Writes a chunk anew from the samples and rows that are left of it. */
    void remake(long chunk) throws SQLException {
        Long node = sql.call("SELECT node_id FROM chunk WHERE id = ?").put(chunk).number();
        if (node == null) return;
        List<Place> left = new ArrayList<>();
        sql.call(LEFT).put(chunk).each(row -> left.add(Place.of(row)));
        Contents contents = new Contents(node);
        List<Content> all = new ArrayList<>();
        for (Place sample : left) all.add(contents.of(sample));
        if (!left.isEmpty()) chunks.write(node, left.stream().map(Place::t).toList(), all);
        chunks.remove(chunk);
    }

    private List<Place> samples(long node, long from) throws SQLException {
        List<Place> samples = new ArrayList<>();
        sql.call(SAMPLES)
                .put(node)
                .put(from)
                .put(from + HOUR)
                .each(row -> samples.add(Place.of(row)));
        return samples;
    }

    private static List<List<Place>> pieces(List<Place> samples) {
        List<List<Place>> pieces = new ArrayList<>();
        long processes = 0;
        for (Place sample : samples) {
            processes += sample.processes();
            boolean full =
                    pieces.isEmpty()
                            || pieces.getLast().size() >= MOST_SAMPLES
                            || processes > MOST_PROCESSES;
            if (full) {
                pieces.add(new ArrayList<>());
                processes = sample.processes();
            }
            pieces.getLast().add(sample);
        }
        return pieces;
    }

    /** Whether the piece is a chunk already, and all of it. */
    private static boolean isChunk(List<Place> piece, List<Place> samples) {
        long chunk = piece.getFirst().chunk();
        if (chunk == 0) return false;
        long there = samples.stream().filter(sample -> sample.chunk() == chunk).count();
        return there == piece.size() && piece.stream().allMatch(s -> s.chunk() == chunk);
    }

    /** What stands in samples, the last chunk that was asked for remembered. */
    private final class Contents {
        private final long node;
        private long chunk;
        private List<Content> places = List.of();

        private Contents(long node) {
            this.node = node;
        }

        private Content of(Place sample) throws SQLException {
            if (sample.chunk() == 0) return open(sample.t());
            if (sample.chunk() != chunk) {
                places = chunks.read(sample.chunk());
                chunk = sample.chunk();
            }
            return sample.place() < places.size() ? places.get(sample.place()) : Content.empty();
        }

        /** Empty where damage took it: that must not keep the node's other samples out. */
        private Content open(long t) throws SQLException {
            try {
                Content content = sql.call(OPEN).put(node).put(t).first(ChunkFold::content);
                return content == null ? Content.empty() : content;
            } catch (NumberFormatException | IndexOutOfBoundsException | ClassCastException e) {
                throw ChunkTable.damaged("sample " + t + " of node " + node, e);
            }
        }
    }

    private static Content content(ResultSet row) throws SQLException {
        return new Content(Figure.rows(row.getString(1)), Figure.rows(row.getString(2)));
    }
}
