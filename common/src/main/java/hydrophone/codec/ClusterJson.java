package hydrophone.codec;

import hydrophone.message.ClusterAttributes;
import hydrophone.message.ClusterAttributes.NodeGroup;
import hydrophone.message.ClusterAttributes.Partition;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.List;

/** {@link ClusterAttributes}. */
final class ClusterJson {
    private ClusterJson() {}

    static void write(JsonWriter out, ClusterAttributes cluster) {
        out.always("time", cluster.time());
        out.ifSet("cluster", cluster.cluster());
        out.always("slurm", cluster.slurm());
        out.always("partitions", cluster.partitions(), ClusterJson::writePartition);
        out.always("nodes", cluster.nodes(), ClusterJson::writeNodes);
    }

    static ClusterAttributes read(JsonReader in) throws IOException, MalformedMessageException {
        OffsetDateTime time = null;
        String cluster = "";
        boolean slurm = false;
        List<Partition> partitions = List.of();
        List<NodeGroup> nodes = List.of();
        while (in.nextMember()) {
            switch (in.name()) {
                case "time" -> time = in.time();
                case "cluster" -> cluster = in.hostName();
                case "slurm" -> slurm = in.bool();
                case "partitions" -> partitions = in.objects(ClusterJson::readPartition);
                case "nodes" -> nodes = in.objects(ClusterJson::readNodes);
                default -> in.unknown();
            }
        }
        if (time == null) throw in.missing("time");
        return new ClusterAttributes(time, cluster, slurm, partitions, nodes);
    }

    private static void writePartition(JsonWriter out, Partition partition) {
        out.begin();
        out.always("name", partition.name());
        out.always("nodes", partition.nodes(), JsonWriter::element);
        out.end();
    }

    private static Partition readPartition(JsonReader in)
            throws IOException, MalformedMessageException {
        String name = "";
        List<String> nodes = List.of();
        while (in.nextMember()) {
            switch (in.name()) {
                case "name" -> name = in.text();
                case "nodes" -> nodes = in.texts();
                default -> in.unknown();
            }
        }
        return new Partition(name, nodes);
    }

    private static void writeNodes(JsonWriter out, NodeGroup nodes) {
        out.begin();
        out.always("names", nodes.names(), JsonWriter::element);
        out.always("states", nodes.states(), JsonWriter::element);
        out.end();
    }

    private static NodeGroup readNodes(JsonReader in)
            throws IOException, MalformedMessageException {
        List<String> names = List.of();
        List<String> states = List.of();
        while (in.nextMember()) {
            switch (in.name()) {
                case "names" -> names = in.texts();
                case "states" -> states = in.texts();
                default -> in.unknown();
            }
        }
        return new NodeGroup(names, states);
    }
}
