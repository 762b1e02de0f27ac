package hydrophone.bench;

import hydrophone.ingest.load.LoadMessage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The same messages into a sequential file, a tree and the store, a slice of them at a time and in
 * changing order: what disturbs the machine disturbs all three.
 */
final class DirectRun {
    private static final int SLICE = 1000;

    /** Syncs of {@code dd} after each slice: of single messages, and of batches. */
    private static final int SINGLE = 100;

    private static final int BATCHES = 2;

    private final Path work;
    private final Verdict verdict;
    private final double mostKept;
    private final InputFigures input = new InputFigures();

    DirectRun(Path work, Verdict verdict, double mostKept) throws IOException {
        this.work = work;
        this.verdict = verdict;
        this.mostKept = mostKept;
    }

    void run(String cluster, Iterator<LoadMessage> messages) throws Exception {
        Lane file = new Lane(new SequentialFile(work.resolve("file")));
        Lane tree = new Lane(new NodeTree(work.resolve("tree")));
        StoreTarget target = new StoreTarget(work.resolve("store"), cluster);
        Lane store = new Lane(target);
        SyncFloor single = new SyncFloor(work.resolve("single"));
        SyncFloor batch = new SyncFloor(work.resolve("batch"));
        List<Lane> lanes = List.of(file, tree, store);
        for (int turn = 0; messages.hasNext(); turn++) {
            List<LoadMessage> slice = slice(messages);
            for (int i = 0; i < lanes.size(); i++) lanes.get((turn + i) % 3).write(slice);
            long mean = slice.stream().mapToLong(message -> message.bytes().length).sum();
            mean /= slice.size();
            single.measure(mean, SINGLE);
            batch.measure(mean * SequentialFile.BATCH, BATCHES);
        }
        for (Lane lane : lanes) lane.close();
        checkStored(target, store);
        report(lanes, single, batch);
        judge(file, tree, store, single, batch);
    }

    private List<LoadMessage> slice(Iterator<LoadMessage> messages) throws Exception {
        List<LoadMessage> slice = new ArrayList<>(SLICE);
        while (slice.size() < SLICE && messages.hasNext()) {
            LoadMessage message = messages.next();
            input.add(message);
            slice.add(message);
        }
        return slice;
    }

    private static void checkStored(StoreTarget target, Lane store) throws IOException {
        String said = target.said();
        String all = "stored sample=" + store.messages() + " ";
        if (!said.startsWith(all)) throw new IOException(all + "expected: " + said);
        Report.say("store: %s", said);
    }

    private void report(List<Lane> lanes, SyncFloor single, SyncFloor batch) throws IOException {
        Report.say("%s", input.text());
        Report.say(
                "%-7s %9s %9s %11s %9s %9s %8s %8s %9s",
                "direct", "msg/s", "late half", "processes/s", "CPU s/k", "thread", "written",
                "kept", "syncs/s");
        for (Lane lane : lanes) {
            Cost cost = lane.total();
            double thousands = lane.messages() / 1000.0;
            Report.say(
                    "%-7s %9.0f %9.0f %11.0f %9.3f %9.3f %8.3f %8.3f %9.1f",
                    lane.name(),
                    lane.rate(),
                    lane.lateRate(),
                    lane.rate() * input.processesAMessage(),
                    cost.process() / 1e9 / thousands,
                    cost.thread() / 1e9 / thousands,
                    (double) cost.written() / input.bytes(),
                    (double) lane.kept() / input.bytes(),
                    lane.syncRate());
        }
        Report.say(
                "dd oflag=dsync,append: %.1f syncs/s of single messages, %.1f of batches of %d",
                single.rate(), batch.rate(), SequentialFile.BATCH);
    }

    private void judge(Lane file, Lane tree, Lane store, SyncFloor single, SyncFloor batch)
            throws IOException {
        String share = " syncs/s, as a share of dd's";
        verdict.least("file:" + share, file.syncRate() / batch.rate(), 2 / 3.0);
        verdict.least("tree:" + share, tree.syncRate() / single.rate(), 2 / 3.0);
        verdict.least("store: messages/s, times the tree's", store.rate() / tree.rate(), 0.8);
        verdict.most(
                "store: kept bytes per input byte",
                (double) store.kept() / input.bytes(),
                mostKept);
    }
}
