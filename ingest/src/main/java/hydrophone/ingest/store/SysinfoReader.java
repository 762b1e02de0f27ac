package hydrophone.ingest.store;

import hydrophone.message.Envelope;
import hydrophone.message.Envelope.Meta;
import hydrophone.message.MessageType;
import hydrophone.message.SysinfoAttributes;
import hydrophone.message.SysinfoAttributes.SysinfoGpuCard;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Node configurations out of the tables of {@link SysinfoWriter}, node by node. */
final class SysinfoReader {
    private static final String SEEN =
            """
            SELECT n.name, s.t, s.utc_offset, p.name, p.version, s.sysinfo_id, i.os_name, i.os_release, i.numa_nodes, i.sockets,
              i.cores_per_socket, i.threads_per_core, i.cpu_model, i.architecture, i.memory_kb, i.distances, i.topo_svg,
              i.topo_text
            FROM sysinfo_seen s CROSS JOIN node n ON n.id = s.node_id CROSS JOIN producer p ON p.id = s.producer_id
              CROSS JOIN sysinfo i ON i.id = s.sysinfo_id
            ORDER BY s.node_id, s.t
            """;
    private static final String CARDS =
            """
            SELECT k.idx, c.uuid, k.address, k.manufacturer, k.model, k.architecture, k.driver, k.firmware, k.memory_kb,
              k.power_limit_w, k.max_power_limit_w, k.min_power_limit_w, k.max_ce_clock_mhz, k.max_memory_clock_mhz
            FROM sysinfo_card k CROSS JOIN card c ON c.id = k.card_id WHERE k.sysinfo_id = ? ORDER BY k.ord
            """;

    private final Sql sql;
    private final String cluster;

    SysinfoReader(Sql sql, String cluster) {
        this.sql = sql;
        this.cluster = cluster;
    }

    void read(ExportSink sink) throws SQLException {
        sql.call(SEEN)
                .each(row -> {
                    String node = row.getString(1);
                    Meta meta = new Meta(row.getString(4), row.getString(5), List.of());
                    Exported message = new Exported(Envelope.of(meta, info(row)), node, null);
                    Rows.give(sink, MessageType.SYSINFO, node, row.getLong(2), message);
                    return null;
                });
    }

    private SysinfoAttributes info(ResultSet row) throws SQLException {
        return new SysinfoAttributes(
                Rows.time(row.getLong(2), row.getInt(3)),
                cluster,
                row.getString(1),
                row.getString(7),
                row.getString(8),
                row.getLong(9),
                row.getLong(10),
                row.getLong(11),
                row.getLong(12),
                row.getString(13),
                row.getString(14),
                row.getLong(15),
                Rows.rowsOfNumbers(row.getString(16)),
                row.getString(17),
                row.getString(18),
                cards(row.getLong(6)));
    }

    private List<SysinfoGpuCard> cards(long sysinfo) throws SQLException {
        List<SysinfoGpuCard> cards = new ArrayList<>();
        sql.call(CARDS).put(sysinfo).each(row -> cards.add(card(row)));
        return cards;
    }

    private static SysinfoGpuCard card(ResultSet row) throws SQLException {
        return new SysinfoGpuCard(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getLong(9),
                row.getLong(10),
                row.getLong(11),
                row.getLong(12),
                row.getLong(13),
                row.getLong(14));
    }
}
