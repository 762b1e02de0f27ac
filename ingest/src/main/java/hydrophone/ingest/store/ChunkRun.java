package hydrophone.ingest.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One process or disk in consecutive samples of a chunk: a row of {@code proc_chunk} or {@code
 * disk_chunk}.
 *
 * @param figures of each sample from the first on
 */
record ChunkRun(long id, long twin, int firstPlace, List<long[]> figures) {
    /** What makes a process another one than its neighbours in the sample. */
    private record Key(long id, long twin) {}

    int lastPlace() {
        return firstPlace + figures.size() - 1;
    }

    /**
     * Joins what stands in neighbouring samples.
     *
     * @param samples in order of time, each a list of rows: id, twin, figures
     */
    static List<ChunkRun> of(List<List<long[]>> samples) {
        Map<Key, ChunkRun> open = new HashMap<>();
        List<ChunkRun> all = new ArrayList<>();
        for (int place = 0; place < samples.size(); place++) {
            for (long[] row : samples.get(place)) {
                Key key = new Key(row[0], row[1]);
                long[] figures = Arrays.copyOfRange(row, 2, row.length);
                ChunkRun run = open.get(key);
                if (run == null || !run.goesOn(place, figures)) {
                    run = new ChunkRun(key.id(), key.twin(), place, new ArrayList<>());
                    open.put(key, run);
                    all.add(run);
                }
                run.figures.add(figures);
            }
        }
        return all;
    }

    private boolean goesOn(int place, long[] row) {
        return lastPlace() == place - 1 && Figure.fits(figures.getFirst(), row);
    }
}
