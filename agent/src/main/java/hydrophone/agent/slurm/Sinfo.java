package hydrophone.agent.slurm;

import hydrophone.agent.machine.Program;
import hydrophone.hosts.NodeRange;
import hydrophone.message.ClusterAttributes.NodeGroup;
import hydrophone.message.ClusterAttributes.Partition;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * {@code sinfo}: partitions and node states. Lines are columns that each end with a bar; columns
 * behind the second are ignored. Node lists stay as Slurm folds them, zero padding and all.
 */
public final class Sinfo {
    /** What its output may have. */
    public static final int MAX_BYTES = 16 << 20;

    private Sinfo() {}

    /** All partitions, hidden ones too. */
    public static Program partitions(String sinfo, Duration timeout) {
        return program(List.of(sinfo, "-h", "-a", "-O", "Partition:|,NodeList:|"), timeout);
    }

    /** All nodes, grouped by state. */
    public static Program nodes(String sinfo, Duration timeout) {
        return program(
                List.of(sinfo, "-h", "-a", "-e", "-O", "NodeList:|,StateComplete:|"), timeout);
    }

    private static Program program(List<String> command, Duration timeout) {
        return new Program(
                command, Map.of("LC_ALL", "C", "SLURM_TIME_FORMAT", ""), timeout, MAX_BYTES);
    }

    /**
     * Partitions in sinfo's order, each once. One without nodes, or whose list of nodes cannot be
     * read, has none.
     *
     * @param bad is told each line that cannot be read
     */
    public static List<Partition> partitions(byte[] out, Consumer<String> bad) {
        Map<String, List<String>> nodes = new LinkedHashMap<>();
        eachLine(
                out,
                bad,
                (partition, list) -> {
                    // The mark of the default partition.
                    String name =
                            partition.endsWith("*")
                                    ? partition.substring(0, partition.length() - 1)
                                    : partition;
                    if (name.isEmpty()) bad.accept("sinfo: no partition name: |" + Shown.of(list));
                    else
                        nodes.computeIfAbsent(name, _ -> new ArrayList<>())
                                .addAll(elements(list, bad));
                });
        List<Partition> partitions = new ArrayList<>();
        nodes.forEach((name, elements) -> partitions.add(new Partition(name, elements)));
        return partitions;
    }

    /**
     * Groups of nodes in sinfo's order. A group without nodes, or whose list cannot be read, is
     * left out.
     *
     * @param bad is told each line that cannot be read
     */
    public static List<NodeGroup> nodes(byte[] out, Consumer<String> bad) {
        List<NodeGroup> groups = new ArrayList<>();
        eachLine(
                out,
                bad,
                (list, states) -> {
                    List<String> names = elements(list, bad);
                    if (!names.isEmpty()) groups.add(new NodeGroup(names, words(states)));
                });
        return groups;
    }

    /** {@code idle+drain+reserved} is IDLE, DRAIN, RESERVED. */
    private static List<String> words(String states) {
        if (states.isEmpty()) return List.of();
        return List.of(states.toUpperCase(Locale.ROOT).split("\\+", -1));
    }

    private static List<String> elements(String list, Consumer<String> bad) {
        if (NodeLists.isAbsent(list)) return List.of();
        try {
            return NodeRange.elements(list);
        } catch (IllegalArgumentException e) {
            bad.accept("sinfo: " + e.getMessage());
            return List.of();
        }
    }

    private static void eachLine(
            byte[] out, Consumer<String> bad, BiConsumer<String, String> columns) {
        String text = new String(out, StandardCharsets.UTF_8);
        for (int from = 0; from < text.length(); ) {
            int newline = text.indexOf('\n', from);
            int to = newline < 0 ? text.length() : newline;
            String line = text.substring(from, to);
            from = to + 1;
            if (line.isEmpty()) continue;
            int first = line.indexOf('|');
            if (first < 0) {
                bad.accept("Bad sinfo output: \"" + Shown.of(line) + '"');
                continue;
            }
            int second = line.indexOf('|', first + 1);
            columns.accept(
                    line.substring(0, first),
                    line.substring(first + 1, second < 0 ? line.length() : second));
        }
    }
}
