package hydrophone.ingest.store;

import hydrophone.message.Envelope;
import hydrophone.message.Envelope.Attr;
import hydrophone.message.Envelope.ErrorObject;
import hydrophone.message.Envelope.Meta;
import hydrophone.message.ExtendedUint;
import hydrophone.message.MessageType;
import hydrophone.message.SampleAttributes;
import hydrophone.message.SampleGpu;
import hydrophone.message.SampleSystem;
import hydrophone.message.SampleSystem.SampleDisk;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** Samples out of the tables of {@link SampleWriter}, node by node in order of time. */
final class SampleReader {
    private static final String SAMPLES =
            """
            SELECT n.name, s.t, s.digest, s.utc_offset, p.name, p.version, s.interval_ms, s.boot, s.used_kb, s.load1, s.load5,
              s.load15, s.runnable, s.existing, s.cpus, s.ndisk, s.ngpu, s.node_id, s.njob
            FROM node_sample s CROSS JOIN node n ON n.id = s.node_id CROSS JOIN producer p ON p.id = s.producer_id
            ORDER BY s.node_id, s.t
            """;
    private static final String GPUS =
            """
            SELECT g.idx, c.uuid, g.failing, g.fan, g.compute_mode, g.perf_state, g.memory_kb, g.ce_util, g.memory_util,
              g.temperature, g.power_w, g.power_limit_w, g.ce_clock_mhz, g.memory_clock_mhz
            FROM gpu_sample g CROSS JOIN card c ON c.id = g.card_id WHERE g.node_id = ? AND g.t = ? ORDER BY g.ord
            """;
    private static final String DISKS =
            """
            SELECT d.name, d.major, d.minor, s.stats FROM (
              SELECT disk_id, twin, stats FROM disk_folded WHERE node_id = ?1 AND t = ?2
              UNION ALL SELECT disk_id, twin, stats FROM disk_open WHERE node_id = ?1 AND t = ?2) s
              CROSS JOIN disk d ON d.id = s.disk_id
            ORDER BY s.disk_id, s.twin
            """;
    private static final String ERRORS =
            "SELECT detail FROM agent_error WHERE node_id = ? AND t = ? AND type = 'sample' AND"
                    + " soft = 1";

    private final Sql sql;
    private final String cluster;
    private final ProcessReader processes;

    SampleReader(Sql sql, String cluster) {
        this.sql = sql;
        this.cluster = cluster;
        this.processes = new ProcessReader(sql);
    }

    void read(ExportSink sink) throws SQLException {
        sql.call(SAMPLES)
                .each(row -> {
                    Exported message = message(row);
                    Rows.give(sink, MessageType.SAMPLE, message.sender(), row.getLong(2), message);
                    return null;
                });
    }

    private Exported message(ResultSet row) throws SQLException {
        long node = row.getLong(18);
        long t = row.getLong(2);
        String name = row.getString(1);
        OffsetDateTime time = Rows.time(t, row.getInt(4));
        SampleAttributes sample =
                new SampleAttributes(
                        time,
                        cluster,
                        name,
                        system(row, node, t),
                        processes.jobs(node, t),
                        errors(node, t, name, time));
        Origin origin = new Origin(row.getLong(3), row.getLong(19));
        return new Exported(Envelope.of(meta(row), sample), name, origin);
    }

    private static Meta meta(ResultSet row) throws SQLException {
        Long interval = Rows.number(row, 7);
        List<Attr> attrs = new ArrayList<>();
        if (interval != null) {
            BigDecimal seconds = BigDecimal.valueOf(interval, 3).stripTrailingZeros();
            attrs.add(new Attr(Meta.INTERVAL, seconds.toPlainString()));
        }
        return new Meta(row.getString(5), row.getString(6), attrs);
    }

    private @Nullable SampleSystem system(ResultSet row, long node, long t) throws SQLException {
        if (Rows.number(row, 16) == null) return null;
        Long boot = Rows.number(row, 8);
        return new SampleSystem(
                boot == null ? null : Rows.time(boot, 0),
                Rows.numbers(row.getString(15)),
                Rows.number(row, 17) == null ? null : gpus(node, t),
                disks(node, t),
                row.getLong(9),
                row.getDouble(10),
                row.getDouble(11),
                row.getDouble(12),
                row.getLong(13),
                row.getLong(14));
    }

    private List<SampleGpu> gpus(long node, long t) throws SQLException {
        List<SampleGpu> gpus = new ArrayList<>();
        sql.call(GPUS).put(node).put(t).each(row -> gpus.add(gpu(row)));
        return gpus;
    }

    private static SampleGpu gpu(ResultSet row) throws SQLException {
        Long state = Rows.number(row, 6);
        return new SampleGpu(
                row.getLong(1),
                row.getString(2),
                row.getLong(3),
                row.getLong(4),
                row.getString(5),
                state == null ? ExtendedUint.UNSET : ExtendedUint.of(state),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10),
                row.getLong(11),
                row.getLong(12),
                row.getLong(13),
                row.getLong(14));
    }

    private List<SampleDisk> disks(long node, long t) throws SQLException {
        List<SampleDisk> disks = new ArrayList<>();
        sql.call(DISKS)
                .put(node)
                .put(t)
                .each(row ->
                        disks.add(
                                new SampleDisk(
                                        row.getString(1),
                                        row.getLong(2),
                                        row.getLong(3),
                                        Rows.numbers(row.getString(4)))));
        return disks;
    }

    /** Those of this node and time; others, of which none is known, are in the ledger. */
    private List<ErrorObject> errors(long node, long t, String name, OffsetDateTime time)
            throws SQLException {
        List<ErrorObject> errors = new ArrayList<>();
        sql.call(ERRORS)
                .put(node)
                .put(t)
                .each(row -> errors.add(new ErrorObject(row.getString(1), time, cluster, name)));
        return errors;
    }
}
