package hydrophone.agent.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * NUMA nodes as {@code devices/system/node/nodeN} show them, however many sockets there are; those
 * without CPUs (HBM, CXL, the memory of GPUs) and without memory count.
 *
 * @param count folders found; 0 = the kernel shows none
 * @param distances one row a node, by rising number, gaps closed; [] if a row makes no sense or the
 *     rows make no square
 */
public record NumaNodes(int count, List<List<Long>> distances) {
    private static final String NODES = "devices/system/node";

    public NumaNodes {
        distances = distances.stream().map(List::copyOf).toList();
    }

    public static NumaNodes read(KernelFiles sys) {
        int[] nodes =
                Arrays.stream(sys.names(NODES))
                        .filter(name -> name.matches("node\\d{1,6}"))
                        .mapToInt(name -> Integer.parseInt(name.substring("node".length())))
                        .sorted()
                        .toArray();
        var rows = new ArrayList<List<Long>>();
        for (int node : nodes) {
            rows.add(row(sys, NODES + "/node" + node + "/distance"));
        }
        boolean square = rows.stream().allMatch(row -> row.size() == rows.size());
        return new NumaNodes(nodes.length, square ? rows : List.of());
    }

    private static List<Long> row(KernelFiles sys, String file) {
        int length = sys.readAll(file);
        try {
            return length < 0 ? List.of() : row(sys.cursor(file, length));
        } catch (MalformedFileException _) {
            return List.of();
        }
    }

    static List<Long> row(Cursor in) throws MalformedFileException {
        var row = new ArrayList<Long>();
        for (in.skipBlanks(); !in.atLineEnd(); in.skipBlanks()) row.add(in.count());
        return row;
    }
}
