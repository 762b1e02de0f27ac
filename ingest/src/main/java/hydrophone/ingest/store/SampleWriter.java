package hydrophone.ingest.store;

import hydrophone.ingest.store.Verdict.Accepted;
import hydrophone.message.Envelope.Meta;
import hydrophone.message.ExtendedUint;
import hydrophone.message.SampleAttributes;
import hydrophone.message.SampleGpu;
import hydrophone.message.SampleSystem;
import hydrophone.message.SampleSystem.SampleDisk;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Samples: {@code node_sample}, {@code gpu_sample}, {@code open_sample}, and what {@link
 * ProcessWriter} writes. The row of {@code node_sample} goes first: whether it is new decides about
 * all of the message.
 */
final class SampleWriter {
    private static final String GUARD =
            """
            INSERT INTO node_sample (node_id, t, digest, utc_offset, producer_id, interval_ms, boot, used_kb, load1, load5,
              load15, runnable, existing, cpus, njob, nproc, ndisk, ngpu)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (node_id, t) DO NOTHING
            """;
    private static final String GPU =
            """
            INSERT INTO gpu_sample (node_id, t, ord, idx, card_id, failing, fan, compute_mode, perf_state, memory_kb, ce_util,
              memory_util, temperature, power_w, power_limit_w, ce_clock_mhz, memory_clock_mhz)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String OPEN =
            "INSERT INTO open_sample (node_id, t, procs, disks) VALUES (?, ?, ?, ?)";

    private final Sql sql;
    private final Dictionaries ids;
    private final ProcessWriter processes;
    private final ChunkFold fold;
    private final Set<Long> touched = new LinkedHashSet<>();

    SampleWriter(Sql sql, Dictionaries ids) {
        this.sql = sql;
        this.ids = ids;
        this.processes = new ProcessWriter(sql, ids);
        this.fold = new ChunkFold(sql);
    }

    Writing write(Accepted message, SampleAttributes sample) throws SQLException {
        long node = ids.node(sample.node());
        long t = sample.time().toEpochSecond();
        long digest = message.digest();
        Meta meta = message.decoded().envelope().meta();
        Origin origin = message.origin();
        Long interval = MetaAttrs.intervalMillis(meta);
        long jobs = origin == null ? sample.jobs().size() : origin.jobs();
        if (guard(node, t, digest, meta, interval, sample, jobs) == 0)
            return existing(node, t, digest);
        SampleSystem system = sample.system();
        if (system != null) gpus(node, t, system.gpus());
        String procs = processes.write(node, t, interval, sample.jobs());
        String disks = system == null ? "[]" : disks(system.disks());
        touched.add(node);
        if (procs.length() + disks.length() > 4) {
            sql.call(OPEN).put(node).put(t).put(procs).put(disks).run();
        }
        return Writing.NEW;
    }

    private Writing existing(long node, long t, long digest) throws SQLException {
        Long there =
                sql.call("SELECT digest FROM node_sample WHERE node_id = ? AND t = ?")
                        .put(node)
                        .put(t)
                        .number();
        return Writing.ofExisting(there != null && there == digest);
    }

    private int guard(
            long node,
            long t,
            long digest,
            Meta meta,
            @Nullable Long interval,
            SampleAttributes sample,
            long jobs)
            throws SQLException {
        Sql.Call row =
                sql.call(GUARD)
                        .put(node)
                        .put(t)
                        .put(digest)
                        .put(sample.time().getOffset().getTotalSeconds())
                        .put(ids.producer(meta))
                        .put(interval);
        putSystem(row, sample.system());
        row.put(jobs).put(ProcessWriter.count(sample.jobs()));
        SampleSystem system = sample.system();
        List<SampleGpu> gpus = system == null ? null : system.gpus();
        row.put(system == null ? null : system.disks().size());
        return row.put(gpus == null ? null : gpus.size()).run();
    }

    private static void putSystem(Sql.Call row, @Nullable SampleSystem system) throws SQLException {
        if (system == null) {
            for (int i = 0; i < 8; i++) row.put((Object) null);
            return;
        }
        row.put(system.boot() == null ? null : system.boot().toEpochSecond())
                .put(system.usedMemory())
                .put(system.load1())
                .put(system.load5())
                .put(system.load15())
                .put(system.runnableEntities())
                .put(system.existingEntities())
                .put(JsonText.list(system.cpus()));
    }

    private void gpus(long node, long t, @Nullable List<SampleGpu> gpus) throws SQLException {
        if (gpus == null) return;
        long ord = 0;
        for (SampleGpu gpu : gpus) {
            Sql.Call row = sql.call(GPU).put(node).put(t).put(ord++);
            row.put(gpu.index()).put(ids.card(gpu.uuid())).put(gpu.failing()).put(gpu.fan());
            row.put(gpu.computeMode()).put(pState(gpu.performanceState()));
            row.put(gpu.memory()).put(gpu.ceUtil()).put(gpu.memoryUtil()).put(gpu.temperature());
            row.put(gpu.power()).put(gpu.powerLimit()).put(gpu.ceClock()).put(gpu.memoryClock());
            row.run();
        }
    }

    private static @Nullable Long pState(long wire) {
        var value = ExtendedUint.value(wire);
        return value.isPresent() ? Long.valueOf(value.getAsLong()) : null;
    }

    /** As {@code open_sample} holds them. */
    private String disks(List<SampleDisk> disks) throws SQLException {
        StringBuilder json = new StringBuilder();
        Map<Long, Long> twins = new HashMap<>();
        for (SampleDisk disk : disks) {
            long id = ids.disk(disk.name(), disk.major(), disk.minor());
            List<Long> stats = disk.stats();
            long[] row = new long[2 + stats.size()];
            row[0] = id;
            row[1] = twins.merge(id, 1L, Long::sum) - 1;
            for (int i = 0; i < stats.size(); i++) row[2 + i] = stats.get(i);
            Figure.append(json, row);
        }
        return Figure.ended(json);
    }

    /** Before the commit: sums of jobs, and chunks of the hours that are over. */
    void finish() throws SQLException {
        processes.finish();
        for (long node : touched) fold.fold(node);
        touched.clear();
    }

    /** After a rollback. */
    void forget() {
        processes.forget();
        touched.clear();
    }
}
