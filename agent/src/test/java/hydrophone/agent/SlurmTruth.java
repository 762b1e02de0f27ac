package hydrophone.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Slurm's side says at one moment of the processes of its jobs on this machine: {@code
 * scontrol listpids} of every node that lives here, and cgroup.procs of the jobs' control groups,
 * which hold slurmstepd and the extern step's sleep as well. A zombie belongs to its parent's job.
 *
 * @param members by pid
 * @param unclear zombies whose parent is no member (whose they were, nobody can say any more), and
 *     who lies in a job's group that is not Slurm's
 * @param alive all processes of the machine
 */
record SlurmTruth(Map<Long, Member> members, Set<Long> unclear, Map<Long, ProcStat> alive) {
    private static final Pattern LISTED = Pattern.compile("(\\d+)\\s+(\\d+)\\s.*");
    private static final Pattern JOB = Pattern.compile(".*/job_(\\d+)(/.*)?");
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
    private static final int DEEPEST = 10;
    private static final Map<String, String> NAMES = new ConcurrentHashMap<>();

    /** The groups that slurmd makes, v1 and v2, the latter also on a hybrid machine. */
    private static final Pattern JOB_GROUP =
            Pattern.compile(
                    "/sys/fs/cgroup/(freezer/slurm[^/]*/uid_\\d+|"
                            + "(unified/)?system.slice/[^/]*slurmstepd.scope)/job_\\d+");

    /** One process of a job. */
    record Member(long job, String user, ProcStat stat) {}

    /** Whether Slurm keeps its jobs in control groups here. */
    static boolean inGroups() {
        return Shell.lines("scontrol", "show", "config").stream()
                .anyMatch(line -> line.matches("ProctrackType\\s*= proctrack/cgroup"));
    }

    /** The nodes that this machine is; several where a test cluster runs several slurmd. */
    static List<String> nodesHere() {
        return Shell.lines("sinfo", "-h", "-a", "-N", "-o", "%N").stream()
                .distinct()
                .filter(node -> Shell.works("scontrol", "listpids", "*", node) || quiet(node))
                .toList();
    }

    private static boolean quiet(String node) {
        return Shell.run("scontrol", "listpids", "*", node).text().contains("No job steps");
    }

    /**
     * Asks now.
     *
     * @param inGroups Slurm keeps its jobs in groups; where not, groups of such names are others'
     */
    static SlurmTruth read(List<String> nodes, boolean inGroups) {
        Map<Long, Long> jobs = new HashMap<>();
        for (String node : nodes) listed(node, jobs);
        Map<Long, Long> grouped = new HashMap<>();
        for (Path group : groups()) {
            for (String pid : procs(group)) grouped.put(Long.parseLong(pid), job(group));
        }
        if (inGroups) jobs.putAll(grouped);
        return of(jobs, inGroups ? Set.of() : grouped.keySet());
    }

    private static void listed(String node, Map<Long, Long> jobs) {
        for (String line : Shell.run("scontrol", "listpids", "*", node).lines()) {
            Matcher listed = LISTED.matcher(line);
            if (!listed.matches()) continue;
            jobs.put(Long.parseLong(listed.group(1)), Long.parseLong(listed.group(2)));
        }
    }

    /** The folders of a job's control groups, steps and tasks included. */
    static List<Path> groups() {
        List<Path> groups = new ArrayList<>();
        for (Path top : List.of(CGROUPS.resolve("freezer"), v2())) {
            for (Path group : below(top, 4)) {
                if (JOB_GROUP.matcher(group.toString()).matches())
                    groups.addAll(below(group, DEEPEST));
            }
        }
        return groups;
    }

    private static Path v2() {
        Path hybrid = CGROUPS.resolve("unified");
        return (Files.isDirectory(hybrid) ? hybrid : CGROUPS).resolve("system.slice");
    }

    private static List<Path> below(Path folder, int depth) {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> all = Files.walk(folder, depth)) {
            return all.filter(Files::isDirectory).toList();
        } catch (IOException | UncheckedIOException _) {
            // A step has ended while we looked: once more.
            return below(folder, depth);
        }
    }

    private static List<String> procs(Path group) {
        try {
            return Files.readAllLines(group.resolve("cgroup.procs"));
        } catch (IOException _) {
            return List.of();
        }
    }

    private static long job(Path group) {
        Matcher job = JOB.matcher(group.toString());
        if (!job.matches()) throw new AssertionError(group);
        return Long.parseLong(job.group(1));
    }

    private static SlurmTruth of(Map<Long, Long> jobs, Set<Long> others) {
        Map<Long, ProcStat> alive = ProcStat.all();
        Map<Long, Member> members = new HashMap<>();
        Set<Long> unclear = new HashSet<>(others);
        alive.forEach((pid, stat) -> {
            Long job = jobs.get(pid);
            if (job == null && stat.zombie()) job = jobs.get(stat.parent());
            Optional<String> uid = job == null ? Optional.empty() : ProcStat.uid(pid);
            if (job != null && uid.isPresent()) {
                members.put(pid, new Member(job, name(uid.orElseThrow()), stat));
            } else if (stat.zombie() || job != null) {
                unclear.add(pid);
            }
        });
        return new SlurmTruth(members, unclear, alive);
    }

    private static String name(String uid) {
        return NAMES.computeIfAbsent(uid, SlurmTruth::ask);
    }

    /** One without a name is no user of Slurm: its pid was a job's a moment ago. */
    private static String ask(String uid) {
        Shell.Said said = Shell.run("getent", "passwd", uid);
        return said.status() == 0 ? said.text().split(":", -1)[0] : "_user_" + uid;
    }

    /** What was so before and after something: only that was so for certain meanwhile. */
    Map<Long, Member> same(SlurmTruth later) {
        Map<Long, Member> same = new HashMap<>();
        members.forEach((pid, member) -> {
            if (member.equals(later.members.get(pid))) same.put(pid, member);
        });
        return same;
    }

    /** It lived all the time, and neither at the beginning nor at the end in a job. */
    boolean stranger(long pid, SlurmTruth later) {
        ProcStat stat = alive.get(pid);
        ProcStat then = later.alive.get(pid);
        return stat != null
                && then != null
                && stat.start() == then.start()
                && !members.containsKey(pid)
                && !later.members.containsKey(pid)
                && !unclear.contains(pid)
                && !later.unclear.contains(pid);
    }
}
