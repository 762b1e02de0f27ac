package hydrophone.deploy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A cluster's messages as a producer of long ago might have written them: text put together by
 * hand, so that our own codec has no part in it. All four types; among them repeats, conflicts, and
 * whatever no store can take.
 */
final class Traffic {
    static final String CLUSTER = "kill.test";
    private static final long START = Instant.parse("2026-03-04T10:00:00Z").getEpochSecond();
    private static final int NODES = 12;

    /** One record of a topic. */
    record Sent(String topic, String key, String value) {}

    private final SplittableRandom random;
    private final List<Sent> all = new ArrayList<>();

    private Traffic(SplittableRandom random) {
        this.random = random;
    }

    static List<Sent> of(SplittableRandom random, int ticks) {
        Traffic traffic = new Traffic(random);
        for (int tick = 0; tick < ticks; tick++) traffic.tick(tick);
        return List.copyOf(traffic.all);
    }

    private void tick(int tick) {
        long t = START + 15L * tick;
        for (int node = 0; node < NODES; node++) sample(node, t, tick);
        if (tick % 8 == 0) sysinfo(random.nextInt(NODES), t);
        if (tick % 4 == 0) jobs(t);
        if (tick % 16 == 0) cluster(t);
        if (tick % 3 == 0) nonsense(t);
    }

    private void sample(int node, long t, int tick) {
        String text =
                envelope(
                        "sample",
                        """
                        "time":"%s","cluster":"%s","node":"%s","system":{"boot":"2026-01-10T12:00:00+00:00",\
                        "cpus":[%d,%d],"disks":[{"name":"nvme0n1","major":259,"minor":0,"stats":[%d,1,2,3]}],\
                        "used_memory":%d,"load1":%s,"load5":1,"load15":0.5,"runnable_entities":1,\
                        "existing_entities":99},"jobs":[%s]\
                        """
                                .formatted(
                                        time(t),
                                        CLUSTER,
                                        node(node),
                                        t % 100_000,
                                        t % 99_999,
                                        t % 5_000,
                                        1000 + random.nextInt(100_000),
                                        random.nextInt(800) / 100.0,
                                        jobsOf(tick)),
                        "run-" + node,
                        tick + 1);
        add("sample", node(node), text);
        int luck = random.nextInt(40);
        if (luck == 0) add("sample", node(node), text);
        if (luck == 1) add("sample", node(node), text.replace("\"load5\":1", "\"load5\":2"));
    }

    private String jobsOf(int tick) {
        List<String> jobs = new ArrayList<>();
        for (int job = 0; job < 1 + random.nextInt(3); job++) {
            jobs.add(
                    """
                    {"job":%d,"user":"user%d"%s,"processes":[{"resident_memory":%d,"virtual_memory":4096,\
                    "cmd":"work%d","pid":%d,"ppid":1,"num_threads":3,"cpu_avg":%s,"cpu_util":%s,\
                    "cpu_time":%d}]}\
                    """
                            .formatted(
                                    1000 + tick / 50 + job,
                                    random.nextInt(4),
                                    job == 0 ? ",\"epoch\":190209600" : "",
                                    random.nextInt(1_000_000),
                                    job,
                                    100 + job,
                                    random.nextInt(1000) / 10.0,
                                    random.nextInt(400_000) / 1000.0,
                                    tick));
        }
        return String.join(",", jobs);
    }

    private void sysinfo(int node, long t) {
        add(
                "sysinfo",
                node(node),
                envelope(
                        "sysinfo",
                        """
                        "time":"%s","cluster":"%s","node":"%s","os_name":"Linux","os_release":"6.%d",\
                        "numa_nodes":1,"sockets":1,"cores_per_socket":2,"threads_per_core":1,\
                        "cpu_model":"Some CPU","architecture":"x86_64","memory":16000000,"distances":[[10]]\
                        """
                                .formatted(time(t), CLUSTER, node(node), random.nextInt(3)),
                        "run-" + node,
                        (t - START) / 120 + 1));
    }

    private void jobs(long t) {
        List<String> jobs = new ArrayList<>();
        for (int job = 0; job < 4; job++) {
            int id = 1000 + random.nextInt(20);
            jobs.add(
                    """
                    {"job_id":%d,"job_name":"run%d","job_state":"%s","user_name":"user1","account":"ec27",\
                    "submit_time":"2026-03-04T08:01:12+01:00","time_limit":86402,"partition":"accel",\
                    "nodes":["c1-[1-2]"],"requested_cpus":%d}\
                    """
                            .formatted(
                                    id,
                                    id,
                                    List.of("PENDING", "RUNNING", "COMPLETED", "CANCELLED by 12")
                                            .get(random.nextInt(4)),
                                    1 + random.nextInt(16)));
        }
        String attributes =
                "\"time\":\"%s\",\"cluster\":\"%s\",\"slurm_jobs\":[%s]"
                        .formatted(time(t), CLUSTER, String.join(",", jobs));
        add("job", "login-1", envelope("job", attributes, "run-m", (t - START) / 60 + 1));
    }

    private void cluster(long t) {
        String attributes =
                """
                "time":"%s","cluster":"%s","slurm":true,"partitions":[{"name":"accel","nodes":["c1-[1-12]"]}],\
                "nodes":[{"names":["c1-[1-12]"],"states":["%s"]}]\
                """
                        .formatted(time(t), CLUSTER, random.nextBoolean() ? "IDLE" : "MIXED");
        add("cluster", "login-1", envelope("cluster", attributes, "run-m", (t - START) / 240 + 1));
    }

    private void nonsense(long t) {
        String good =
                envelope(
                        "sample",
                        "\"time\":\"%s\",\"cluster\":\"%s\",\"node\":\"c1-1\",\"jobs\":[]"
                                .formatted(time(t + 7), CLUSTER),
                        "run-x",
                        1);
        String bad =
                switch (random.nextInt(7)) {
                    case 0 -> "not JSON " + t;
                    case 1 -> good.substring(0, good.length() / 2);
                    case 2 -> good.replace(CLUSTER, "other.cluster");
                    case 3 -> good.replace("c1-1", "../../etc/passwd");
                    case 4 -> good.replace("\"sample\"", "\"sysinfo\"");
                    case 5 -> good.replace("\"jobs\":[]", "\"jobs\":\"" + t + "\"");
                    default -> "";
                };
        add(random.nextBoolean() ? "sample" : "job", "c1-1", bad);
    }

    private static String envelope(String type, String attributes, String run, long seq) {
        return """
        {"meta":{"producer":"hydrophone","version":"0.1.0","attrs":[{"key":"run","value":"%s"},\
        {"key":"seq","value":"%d"},{"key":"interval","value":"15"}]},"data":{"type":"%s","attributes":{%s}}}
        """
                .formatted(run, seq, type, attributes);
    }

    private void add(String type, String key, String text) {
        all.add(new Sent(CLUSTER + "." + type, key, text));
    }

    private static String node(int n) {
        return "c1-" + (n + 1);
    }

    private static String time(long t) {
        return Instant.ofEpochSecond(t).toString().replace("Z", "+00:00");
    }
}
