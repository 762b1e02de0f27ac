package hydrophone.ingest;

import hydrophone.codec.JsonCodec;
import hydrophone.codec.MalformedMessageException;
import hydrophone.ingest.store.Arrival;
import hydrophone.ingest.store.Outcome;
import hydrophone.ingest.store.Store;
import hydrophone.ingest.store.Verdict;
import hydrophone.ingest.store.Verdict.Accepted;
import hydrophone.ingest.store.Verdict.Rejected;
import hydrophone.message.MessageType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/**
 * A store as real messages make it, small enough for paper: an hour of three nodes, one of which
 * falls silent, a job of two nodes that has ended, two on the cards of a third node, three that
 * wait, a drained range, and one of each trouble. {@link #NOW} is when it is looked at.
 */
final class ExampleStore {
    static final String CLUSTER = "fox.educloud.no";
    static final String NOW = "2026-03-04T12:00:00Z";

    private static final Instant ELEVEN = Instant.parse("2026-03-04T11:00:00Z");
    private static final String MASTER = "login-1";
    private static final int SAMPLES = 12;
    private static final int SAMPLES_OF_SILENT = 6;

    private final Store store;
    private long offset;

    private ExampleStore(Store store) {
        this.store = store;
    }

    /** Makes it in a new or empty folder, and closes it. */
    static void make(Path dir) {
        try (Store store = open(dir)) {
            fill(store);
        }
    }

    static Store open(Path dir) {
        return Store.open(dir, CLUSTER, InstantSource.fixed(Instant.parse(NOW)));
    }

    static void fill(Store store) {
        ExampleStore example = new ExampleStore(store);
        example.nodes();
        for (int i = 0; i < SAMPLES; i++) example.samples(i);
        example.slurm();
        example.troubles();
    }

    private void nodes() {
        for (String node : List.of("c1-1", "c1-2", "gpu-3")) {
            String cards = node.equals("gpu-3") ? card(0) + "," + card(1) : "";
            data(
                    MessageType.SYSINFO,
                    node,
                    "",
                    ELEVEN,
                    text(
                            "'node':'%s','sockets':2,'cores_per_socket':8,'threads_per_core':1,"
                                    + "'memory':67108864,'cards':[%s]",
                            node, cards));
        }
    }

    /** c1-1: 4 cores and 5 GiB, c1-2: 2 cores and 2 GiB; one card idle, one busy. */
    private void samples(int i) {
        sample("c1-1", i, i, "", job(1467074, "ec-anna", work(350, 4, ""), shell(50, 1)));
        if (i < SAMPLES_OF_SILENT) {
            sample("c1-2", i, 2, "", job(1467074, "ec-anna", work(200, 2, "")));
        }
        sample(
                "gpu-3",
                i,
                1,
                text(",'gpus':[%s,%s]", reading(0, 0, 29), reading(1, 97, 40)),
                job(1467080, "bob", work(100, 3, held(0, 0, 29)))
                        + ","
                        + job(1467081, "ec-anna", work(100, 3, held(1, 97, 40))));
    }

    private void slurm() {
        data(
                MessageType.JOB,
                MASTER,
                "",
                ELEVEN.plusSeconds(3540),
                "'slurm_jobs':["
                        + ended(1467074, "relax_7", "ec-anna")
                        + ","
                        + running(1467080, "bob")
                        + ","
                        + running(1467081, "ec-anna")
                        + ","
                        + waiting(1467090, "normal", "08:00:00")
                        + ","
                        + waiting(1467091, "normal", "11:00:00")
                        + ","
                        + waiting(1467092, "accel", "11:30:00")
                        + "]");
        data(
                MessageType.CLUSTER,
                MASTER,
                "",
                ELEVEN.plusSeconds(3300),
                "'slurm':true,'partitions':[{'name':'normal','nodes':['c1-[1-9]']},"
                        + "{'name':'accel','nodes':['gpu-3']}],"
                        + "'nodes':[{'names':['c1-[1-2]'],'states':['ALLOCATED']},"
                        + "{'names':['c1-[6-7]'],'states':['IDLE','DRAIN']},"
                        + "{'names':['gpu-3'],'states':['MIXED']}]");
    }

    private void troubles() {
        message(
                MessageType.CLUSTER,
                MASTER,
                text(
                        "{'meta':{'producer':'hydrophone','version':'0.1.0'},'errors':[{'detail':"
                                + "'sinfo: timed out','time':'2026-03-04T11:40:00Z',"
                                + "'cluster':'%s','node':'login-1'}]}",
                        CLUSTER));
        byte[] torn = "{\"meta\":".getBytes(StandardCharsets.UTF_8);
        write(new Rejected(arrival(MessageType.SAMPLE, torn), "syntax", "ends too early"));
    }

    private static String ended(long id, String name, String user) {
        return text(
                "{'job_id':%d,'job_name':'%s','job_state':'COMPLETED','user_name':'%s',"
                        + "'account':'ec27','submit_time':'2026-03-04T10:00:00Z','partition':"
                        + "'normal','nodes':['c1-[1-2]'],'requested_cpus':8,"
                        + "'requested_memory_per_node':16777216,'requested_node_count':2,"
                        + "'start_time':'2026-03-04T10:55:00Z','end_time':'2026-03-04T11:55:00Z'}",
                id, name, user);
    }

    private static String running(long id, String user) {
        return text(
                "{'job_id':%d,'job_name':'train','job_state':'RUNNING','user_name':'%s','account':"
                        + "'ec27','submit_time':'2026-03-04T10:30:00Z','partition':'accel',"
                        + "'nodes':['gpu-3'],'requested_cpus':4,'requested_memory_per_node':"
                        + "8388608,'requested_node_count':1,'start_time':'2026-03-04T10:55:00Z'}",
                id, user);
    }

    private static String waiting(long id, String partition, String submitted) {
        return text(
                "{'job_id':%d,'job_name':'next','job_state':'PENDING','user_name':'bob','account':"
                        + "'ec27','submit_time':'2026-03-04T%sZ','partition':'%s',"
                        + "'requested_cpus':1,'requested_node_count':1}",
                id, submitted, partition);
    }

    /** The sixth message of gpu-3 is lost. */
    private void sample(String node, int i, int load, String gpus, String jobs) {
        int seq = node.equals("gpu-3") && i >= 5 ? i + 2 : i + 1;
        data(
                MessageType.SAMPLE,
                node,
                text(
                        "{'key':'run','value':'run-of-%s'},{'key':'seq','value':'%d'},"
                                + "{'key':'interval','value':'300'}",
                        node, seq),
                ELEVEN.plusSeconds(300L * i),
                text(
                        "'node':'%s','system':{'boot':'2026-03-01T00:00:00Z','cpus':[%d,0],"
                                + "'used_memory':8388608,'load1':%d,'load5':%d,'load15':%d,"
                                + "'disks':[{'name':'sda','major':8,'minor':0,'stats':[%d,0,80]}]"
                                + "%s},'jobs':[%s]",
                        node, 1000 + 100 * i, load, load, load, 500 + i, gpus, jobs));
    }

    private static String job(long id, String user, String... processes) {
        return text(
                "{'job':%d,'user':'%s','processes':[%s]}", id, user, String.join(",", processes));
    }

    private static String work(int util, int gib, String gpus) {
        return process("python3", 101, util, gib, gpus);
    }

    private static String shell(int util, int gib) {
        return process("bash", 100, util, gib, "");
    }

    private static String process(String command, int pid, int util, int gib, String gpus) {
        return text(
                "{'cmd':'%s','pid':%d,'ppid':1,'num_threads':3,'cpu_util':%d,'cpu_avg':%d,"
                        + "'cpu_time':900,'resident_memory':%d%s}",
                command, pid, util, util, (long) gib << 20, gpus);
    }

    private static String card(int index) {
        return text("{'index':%d,'uuid':'GPU-%d','model':'A100','memory':83886080}", index, index);
    }

    private static String reading(int index, int util, int gib) {
        return text(
                "{'index':%d,'uuid':'GPU-%d','ce_util':%d,'memory':%d}",
                index, index, util, (long) gib << 20);
    }

    private static String held(int index, int util, int gib) {
        return text(
                ",'gpus':[{'index':%d,'uuid':'GPU-%d','gpu_util':%d,'gpu_memory':%d}]",
                index, index, util, (long) gib << 20);
    }

    private void data(MessageType type, String sender, String attrs, Instant time, String members) {
        message(
                type,
                sender,
                text(
                        "{'meta':{'producer':'hydrophone','version':'0.1.0','attrs':[%s]},'data':"
                                + "{'type':'%s','attributes':{'time':'%s','cluster':'%s',%s}}}",
                        attrs, type.word(), time, CLUSTER, members));
    }

    private void message(MessageType type, String sender, String singleQuoted) {
        byte[] json = singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        try {
            write(
                    new Accepted(
                            arrival(type, json),
                            type,
                            JsonCodec.decode(type, json),
                            sender,
                            List.of()));
        } catch (MalformedMessageException e) {
            throw new IllegalStateException(singleQuoted, e);
        }
    }

    private Arrival arrival(MessageType type, byte[] value) {
        return new Arrival(
                CLUSTER + "." + type.word(),
                0,
                "id",
                offset++,
                ELEVEN.plusSeconds(3000).getEpochSecond(),
                new byte[0],
                value);
    }

    private void write(Verdict verdict) {
        Outcome outcome = store.inTransaction(transaction -> transaction.write(verdict));
        Outcome meant = verdict instanceof Rejected ? Outcome.DEAD_LETTER : Outcome.STORED;
        if (outcome != meant) throw new IllegalStateException(outcome + ": " + verdict);
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency
    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
