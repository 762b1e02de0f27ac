package hydrophone.bench;

import hydrophone.ingest.load.LoadMessage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A target and what it has cost so far, slice by slice. */
final class Lane {
    private final Target target;
    private final List<Cost> slices = new ArrayList<>();
    private final List<Integer> sizes = new ArrayList<>();
    private Cost closing = Cost.NONE;
    private long syncs;

    Lane(Target target) {
        this.target = target;
    }

    void write(List<LoadMessage> slice) throws IOException {
        System.gc(); // what was thrown away before is not this one's to collect
        Cost before = Cost.now();
        syncs += target.write(slice);
        slices.add(Cost.now().minus(before));
        sizes.add(slice.size());
    }

    void close() throws IOException {
        Cost before = Cost.now();
        target.close();
        closing = Cost.now().minus(before);
    }

    String name() {
        return target.name();
    }

    /** All of it, its end included. */
    Cost total() {
        return slices.stream().reduce(closing, Cost::plus);
    }

    /** Messages a second. */
    double rate() {
        return messages() / (total().wall() / 1e9);
    }

    /** Messages a second in the second half of the slices, when all is compiled. */
    double lateRate() {
        int half = slices.size() / 2;
        long wall = slices.stream().skip(half).mapToLong(Cost::wall).sum();
        return sizes.stream().skip(half).mapToLong(size -> size).sum() / (wall / 1e9);
    }

    long messages() {
        return sizes.stream().mapToLong(size -> size).sum();
    }

    double syncRate() {
        return syncs / (total().wall() / 1e9);
    }

    long kept() throws IOException {
        try (Stream<Path> all = Files.walk(target.folder())) {
            return all.filter(Files::isRegularFile).mapToLong(path -> path.toFile().length()).sum();
        }
    }
}
