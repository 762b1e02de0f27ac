package hydrophone.agent.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * NUMA nodes as {@code devices/system/node/nodeN} show them, however many sockets there are.
 *
 * @param count folders found; 0 = the kernel shows none
 * @param distances one row a node; [] if the rows do not make a square
 */
public record NumaNodes(int count, List<List<Long>> distances) {
    private static final String NODES = "devices/system/node";

    public NumaNodes {
        distances = distances.stream().map(List::copyOf).toList();
    }

    public static NumaNodes read(KernelFiles sys) throws MalformedFileException {
        int[] nodes =
                Arrays.stream(sys.names(NODES))
                        .filter(name -> name.matches("node\\d{1,6}"))
                        .mapToInt(name -> Integer.parseInt(name.substring("node".length())))
                        .sorted()
                        .toArray();
        var rows = new ArrayList<List<Long>>();
        for (int node : nodes) {
            String file = NODES + "/node" + node + "/distance";
            int length = sys.readAll(file);
            if (length >= 0) rows.add(row(sys.cursor(file, length)));
        }
        boolean square =
                rows.size() == nodes.length
                        && rows.stream().allMatch(row -> row.size() == rows.size());
        return new NumaNodes(nodes.length, square ? rows : List.of());
    }

    static List<Long> row(Cursor in) throws MalformedFileException {
        var row = new ArrayList<Long>();
        for (in.skipBlanks(); !in.atLineEnd(); in.skipBlanks()) row.add(in.count());
        return row;
    }
}
