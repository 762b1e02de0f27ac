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
import java.util.List;

/**
 * Samples: {@code node_sample}, {@code gpu_sample}, {@code disk_sample}; the processes by {@link
 * ProcessWriter}. The row of {@code node_sample} goes first: whether it is new decides about all of
 * the message.
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
    private static final String DISK =
            "INSERT INTO disk_sample (node_id, t, ord, disk_id, stats) VALUES (?, ?, ?, ?, ?)";

    private final Sql sql;
    private final Dictionaries ids;
    private final ProcessWriter processes;

    SampleWriter(Sql sql, Dictionaries ids) {
        this.sql = sql;
        this.ids = ids;
        this.processes = new ProcessWriter(sql, ids);
    }

    Writing write(Accepted message, SampleAttributes sample) throws SQLException {
        long node = ids.node(sample.node());
        long t = sample.time().toEpochSecond();
        long digest = message.digest();
        Meta meta = message.decoded().envelope().meta();
        Long interval = MetaAttrs.intervalMillis(meta);
        if (guard(node, t, digest, meta, interval, sample) == 0) return existing(node, t, digest);
        SampleSystem system = sample.system();
        if (system != null) {
            gpus(node, t, system.gpus());
            disks(node, t, system.disks());
        }
        processes.write(node, t, interval, sample.jobs());
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
            SampleAttributes sample)
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
        row.put(sample.jobs().size()).put(ProcessWriter.count(sample.jobs()));
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

    private void disks(long node, long t, List<SampleDisk> disks) throws SQLException {
        long ord = 0;
        for (SampleDisk disk : disks) {
            long id = ids.disk(disk.name(), disk.major(), disk.minor());
            sql.call(DISK)
                    .put(node)
                    .put(t)
                    .put(ord++)
                    .put(id)
                    .put(JsonText.list(disk.stats()))
                    .run();
        }
    }
}
