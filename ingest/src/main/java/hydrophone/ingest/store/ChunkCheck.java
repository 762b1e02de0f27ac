package hydrophone.ingest.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Whether all processes and disks that samples say they had are there, in chunks or open, once.
 * Reads these tables whole.
 */
final class ChunkCheck {
    /** Two ways to the same figure. */
    private record Balance(String what, String counted, String found) {}

    private static final List<Balance> BALANCES =
            List.of(
                    new Balance(
                            "processes of samples in chunks",
                            "SELECT total(nproc) FROM node_sample WHERE chunk_id IS NOT NULL",
                            "SELECT total(last_place - first_place + 1) FROM proc_chunk"),
                    new Balance(
                            "processes of open samples",
                            "SELECT total(nproc) FROM node_sample WHERE chunk_id IS NULL",
                            "SELECT total(json_array_length(procs)) FROM open_sample"),
                    new Balance(
                            "disks of samples in chunks",
                            "SELECT total(ndisk) FROM node_sample WHERE chunk_id IS NOT NULL",
                            "SELECT total(last_place - first_place + 1) FROM disk_chunk"),
                    new Balance(
                            "disks of open samples",
                            "SELECT total(ndisk) FROM node_sample WHERE chunk_id IS NULL",
                            "SELECT total(json_array_length(disks)) FROM open_sample"),
                    new Balance(
                            "samples in chunks",
                            "SELECT total(samples) FROM chunk",
                            "SELECT count(*) FROM node_sample WHERE chunk_id IS NOT NULL"),
                    new Balance(
                            "rows of processes in chunks",
                            "SELECT total(last_proc - first_proc + 1) FROM chunk",
                            "SELECT count(*) FROM proc_chunk"),
                    new Balance(
                            "rows of disks in chunks",
                            "SELECT total(last_disk - first_disk + 1) FROM chunk",
                            "SELECT count(*) FROM disk_chunk"));

    private ChunkCheck() {}

    static void run(Sql sql, Consumer<String> finding) throws SQLException {
        for (Balance balance : BALANCES) {
            long counted = number(sql, balance.counted());
            long found = number(sql, balance.found());
            if (counted == found) continue;
            finding.accept(
                    String.format(
                            Locale.ROOT,
                            "%s: %d expected, %d there",
                            balance.what(),
                            counted,
                            found));
        }
    }

    private static long number(Sql sql, String query) throws SQLException {
        Long number = sql.call(query).number();
        return number == null ? 0 : number;
    }
}
