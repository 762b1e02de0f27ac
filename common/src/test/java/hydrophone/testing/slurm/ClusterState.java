package hydrophone.testing.slurm;

import com.fasterxml.jackson.databind.JsonNode;

import hydrophone.hosts.NodeRange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Nodes by partition, and states by node, each name on its own.
 *
 * @param partitions with the empty and the hidden ones
 * @param states as sinfo's StateComplete has them, upper case
 */
public record ClusterState(Map<String, Set<String>> partitions, Map<String, Set<String>> states) {

    /** Partitions by {@code scontrol}, states by node and not by group. */
    public static ClusterState ofSinfo() {
        Map<String, Set<String>> partitions = new TreeMap<>();
        for (String line : lines("scontrol", "-a", "-o", "show", "partition")) {
            partitions.put(value(line, "PartitionName"), expand(value(line, "Nodes")));
        }
        Map<String, Set<String>> states = new TreeMap<>();
        for (String line : lines("sinfo", "-h", "-a", "-N", "-O", "NodeList:|,StateComplete:|")) {
            String[] cells = line.split("\\|", -1);
            states.put(cells[0], states(cells[1]));
        }
        return new ClusterState(partitions, states);
    }

    public static ClusterState ofMessage(JsonNode message) {
        Map<String, Set<String>> partitions = new TreeMap<>();
        Map<String, Set<String>> states = new TreeMap<>();
        JsonNode attributes = message.at("/data/attributes");
        for (JsonNode partition : attributes.path("partitions")) {
            partitions.put(partition.path("name").asText(), expand(list(partition.path("nodes"))));
        }
        for (JsonNode group : attributes.path("nodes")) {
            Set<String> words = new TreeSet<>();
            group.path("states").forEach(word -> words.add(word.asText()));
            for (String node : expand(list(group.path("names")))) states.put(node, words);
        }
        return new ClusterState(partitions, states);
    }

    /**
     * @param partitionRows of the store's view {@code v_partition}
     * @param stateRows of {@code v_node_state}
     */
    public static ClusterState ofStore(
            List<Map<String, String>> partitionRows, List<Map<String, String>> stateRows) {
        Map<String, Set<String>> partitions = new TreeMap<>();
        for (Map<String, String> row : partitionRows) {
            String nodes = StoredRecords.ranges(row.getOrDefault("nodes", ""));
            partitions.put(row.getOrDefault("partition", ""), expand(nodes));
        }
        Map<String, Set<String>> states = new TreeMap<>();
        for (Map<String, String> row : stateRows) {
            for (String node : expand(row.getOrDefault("nodes", ""))) {
                states.computeIfAbsent(node, _ -> new TreeSet<>())
                        .add(row.getOrDefault("state", ""));
            }
        }
        return new ClusterState(partitions, states);
    }

    private static List<String> lines(String... command) {
        return SlurmShell.text(command).lines().filter(line -> !line.isBlank()).toList();
    }

    private static String value(String line, String name) {
        return Arrays.stream(line.split(" ", -1))
                .filter(word -> word.startsWith(name + "="))
                .map(word -> word.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }

    private static Set<String> expand(String list) {
        boolean none = list.isEmpty() || list.equals("(null)");
        return none ? Set.of() : new TreeSet<>(NodeRange.expand(list));
    }

    private static Set<String> states(String words) {
        return new TreeSet<>(List.of(words.toUpperCase(Locale.ROOT).split("\\+", -1)));
    }

    private static String list(JsonNode ranges) {
        List<String> list = new ArrayList<>();
        ranges.forEach(range -> list.add(range.asText()));
        return String.join(",", list);
    }
}
