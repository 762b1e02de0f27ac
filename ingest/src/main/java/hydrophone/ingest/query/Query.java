package hydrophone.ingest.query;

import static hydrophone.ingest.query.Filter.ACCOUNT;
import static hydrophone.ingest.query.Filter.BUCKET;
import static hydrophone.ingest.query.Filter.EPOCH;
import static hydrophone.ingest.query.Filter.FOLD;
import static hydrophone.ingest.query.Filter.FROM;
import static hydrophone.ingest.query.Filter.JOB;
import static hydrophone.ingest.query.Filter.NODE;
import static hydrophone.ingest.query.Filter.PARTITION;
import static hydrophone.ingest.query.Filter.TO;
import static hydrophone.ingest.query.Filter.USER;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A verb: data, not a class. To add one, write its SQL under {@code resources/query} and a line
 * here.
 *
 * @param name the verb
 * @param help one line for the help
 * @param argument name of the positional argument, bound as the filter {@link Filter#JOB}; empty =
 *     none
 * @param parts the tables of the answer, in order
 * @param notes an SQL text that gives lines to say beside the answer; empty = none
 * @param filters the options it takes
 */
public record Query(
        String name,
        String help,
        String argument,
        List<Part> parts,
        Optional<String> notes,
        List<Filter> filters) {
    private static final String NO_NODE =
            "no node has been sampled; Slurm's node states are in the view v_node_state";
    private static final Part NODES =
            Part.of(
                    "nodes",
                    "nodes",
                    "node",
                    "node,seen_age_s,complete_pct=data"
                            + " %,cores,cpu_share_pct,mem_used_kib,mem_total_kib,"
                            + "load1,jobs,processes=procs,gpus,up_s",
                    NO_NODE);
    private static final Part NODES_FOLDED =
            Part.of(
                    "nodes",
                    "nodes_folded",
                    "node",
                    "nodes,node_count=count,seen_age_s,complete_pct=data"
                        + " %,cores,cpu_share_pct,mem_used_kib,mem_total_kib,jobs,gpus,cpu_model",
                    NO_NODE);

    /** All verbs that read a resource; {@code sql} is apart, as its text is the user's. */
    public static final List<Query> ALL =
            List.of(
                    new Query(
                            "nodes",
                            "What each node is and does: last seen, load, memory, completeness",
                            "",
                            List.of(NODES),
                            Optional.of("stale"),
                            List.of(FROM, TO, NODE, FOLD)),
                    new Query(
                            "jobs",
                            "One line a job: state, CPU, memory, where and when (default: last"
                                    + " day)",
                            "",
                            List.of(
                                    Part.of(
                                            "jobs",
                                            "jobs",
                                            "since_time,job,user",
                                            "job,user,name,nodes,state,since_time=since,elapsed_s,cpu_avg_pct=cpu"
                                                + " %,cpu_time_s,rss_peak_kib=memory",
                                            "no job was seen in this time")),
                            Optional.of("stale"),
                            List.of(FROM, TO, USER, JOB, NODE, ACCOUNT, PARTITION)),
                    new Query(
                            "profile",
                            "One job over time: each process on each node",
                            "ID",
                            List.of(
                                    Part.of(
                                            "profile",
                                            "profile",
                                            "time,node,pid,command",
                                            "time,node,pid,command,cpu_pct,rss_kib,read_kib_s,"
                                                + "written_kib_s,threads,gpu_pct,gpu_memory_kib",
                                            "no process of this job was seen")),
                            Optional.of("profile_notes"),
                            List.of(FROM, TO, USER, NODE, EPOCH, BUCKET)),
                    new Query(
                            "status",
                            "How the stream stands: topics, silent nodes, gaps, dead letters",
                            "",
                            statusParts(),
                            Optional.empty(),
                            List.of()));

    public Query {
        parts = List.copyOf(parts);
        filters = List.copyOf(filters);
    }

    private static List<Part> statusParts() {
        return List.of(
                Part.of(
                        "store",
                        "status_store",
                        "",
                        "cluster,created_time,size_kib,schema,sqlite,node_count=nodes,samples,newest_time=newest"
                            + " sample",
                        "nothing yet"),
                Part.of(
                        "topics",
                        "status_topics",
                        "",
                        "topic,partition,next_offset,last_record_time,record_age_s=ago",
                        "nothing has been read yet"),
                Part.of(
                        "nodes",
                        "status_nodes",
                        "node",
                        "node,sample_age_s,sysinfo_age_s,job_age_s,cluster_age_s,samples,"
                                + "samples_expected=expected,complete_pct=data %",
                        "no node has been seen"),
                Part.of(
                        "gaps",
                        "status_gaps",
                        "",
                        "node,type,missing,received,first_time,last_time",
                        "no message is missing"),
                Part.of(
                        "dead letters",
                        "status_dead",
                        "",
                        "reason,messages,size_kib,newest_time,newest,detail",
                        "none"),
                Part.of(
                        "stream events",
                        "status_events",
                        "",
                        "time,topic,partition,kind,off_from,off_to,detail",
                        "none"),
                Part.of(
                        "agent errors",
                        "status_errors",
                        "",
                        "node,type,messages,newest_time,detail",
                        "none"));
    }

    /** The columns of its tables, for the help. */
    public String shown() {
        return parts.stream()
                .map(part -> String.join(",", part.shown().keySet()))
                .collect(Collectors.joining("; "));
    }

    /** The parts for these filters: {@code --fold} has a table of its own. */
    List<Part> partsFor(Bindings bindings) {
        return bindings.has(FOLD) ? List.of(NODES_FOLDED) : parts;
    }
}
