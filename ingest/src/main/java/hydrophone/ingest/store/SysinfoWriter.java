package hydrophone.ingest.store;

import hydrophone.ingest.store.Verdict.Accepted;
import hydrophone.message.SysinfoAttributes;
import hydrophone.message.SysinfoAttributes.SysinfoGpuCard;

import java.sql.SQLException;
import java.util.List;

/** Node configurations: each content once, and who was so at which time. */
final class SysinfoWriter {
    private static final String CONTENT =
            """
            INSERT INTO sysinfo (digest, os_name, os_release, architecture, cpu_model, numa_nodes, sockets, cores_per_socket,
              threads_per_core, memory_kb, distances, topo_svg, topo_text)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
            """;
    private static final String CARD =
            """
            INSERT INTO sysinfo_card (sysinfo_id, ord, idx, card_id, address, manufacturer, model, architecture, driver,
              firmware, memory_kb, power_limit_w, max_power_limit_w, min_power_limit_w, max_ce_clock_mhz,
              max_memory_clock_mhz)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String SEEN =
            """
            INSERT INTO sysinfo_seen (node_id, t, sysinfo_id, utc_offset, producer_id) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (node_id, t) DO NOTHING
            """;

    private final Sql sql;
    private final Dictionaries ids;

    SysinfoWriter(Sql sql, Dictionaries ids) {
        this.sql = sql;
        this.ids = ids;
    }

    Writing write(Accepted message, SysinfoAttributes info) throws SQLException {
        long node = ids.node(info.node());
        long t = info.time().toEpochSecond();
        String digest = digest(info);
        String there =
                sql.call(
                                "SELECT i.digest FROM sysinfo_seen s JOIN sysinfo i ON i.id ="
                                        + " s.sysinfo_id WHERE s.node_id = ? AND s.t = ?")
                        .put(node)
                        .put(t)
                        .first(row -> row.getString(1));
        if (there != null) return Writing.ofExisting(there.equals(digest));
        sql.call(SEEN)
                .put(node)
                .put(t)
                .put(content(digest, info))
                .put(info.time().getOffset().getTotalSeconds())
                .put(ids.producer(message.decoded().envelope().meta()))
                .run();
        return Writing.NEW;
    }

    private long content(String digest, SysinfoAttributes info) throws SQLException {
        Long known = sql.call("SELECT id FROM sysinfo WHERE digest = ?").put(digest).number();
        if (known != null) return known;
        Sql.Call row = sql.call(CONTENT).put(digest).put(info.osName()).put(info.osRelease());
        row.put(info.architecture()).put(info.cpuModel()).put(info.numaNodes()).put(info.sockets());
        row.put(info.coresPerSocket()).put(info.threadsPerCore()).put(info.memory());
        row.put(JsonText.list(info.distances())).put(info.topoSvg()).put(info.topoText());
        Long id = row.number();
        if (id == null) throw new IllegalStateException("no row from " + CONTENT);
        cards(id, info.cards());
        return id;
    }

    private void cards(long sysinfo, List<SysinfoGpuCard> cards) throws SQLException {
        long ord = 0;
        for (SysinfoGpuCard card : cards) {
            Sql.Call row = sql.call(CARD).put(sysinfo).put(ord++).put(card.index());
            row.put(ids.card(card.uuid())).put(card.address()).put(card.manufacturer());
            row.put(card.model()).put(card.architecture()).put(card.driver()).put(card.firmware());
            row.put(card.memory()).put(card.powerLimit()).put(card.maxPowerLimit());
            row.put(card.minPowerLimit()).put(card.maxCeClock()).put(card.maxMemoryClock()).run();
        }
    }

    /** Of what the node is made of, not of when it said so. */
    private static String digest(SysinfoAttributes info) {
        ContentDigest digest =
                new ContentDigest()
                        .add(info.osName())
                        .add(info.osRelease())
                        .add(info.architecture())
                        .add(info.cpuModel())
                        .add(info.numaNodes())
                        .add(info.sockets())
                        .add(info.coresPerSocket())
                        .add(info.threadsPerCore())
                        .add(info.memory())
                        .add(JsonText.list(info.distances()))
                        .add(info.topoSvg())
                        .add(info.topoText());
        for (SysinfoGpuCard card : info.cards()) add(digest, card);
        return digest.hex();
    }

    private static void add(ContentDigest digest, SysinfoGpuCard card) {
        digest.add(card.index())
                .add(card.uuid())
                .add(card.address())
                .add(card.manufacturer())
                .add(card.model())
                .add(card.architecture())
                .add(card.driver())
                .add(card.firmware())
                .add(card.memory())
                .add(card.powerLimit())
                .add(card.maxPowerLimit())
                .add(card.minPowerLimit())
                .add(card.maxCeClock())
                .add(card.maxMemoryClock());
    }
}
