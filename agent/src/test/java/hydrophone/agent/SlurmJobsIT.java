package hydrophone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.SlurmTruth.Member;
import hydrophone.codec.JsonCodec;
import hydrophone.message.MessageType;
import hydrophone.message.SampleAttributes;
import hydrophone.testing.Needs;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Beside a real Slurm: every process of every running job stands under its job and user, and no
 * other process does. Slurm itself is the witness, asked before and after each sample; what it says
 * the same both times must be so in the sample. Where Slurm has no control groups, its jobs'
 * processes stand under their process groups.
 *
 * <p>On a cluster made for tests ({@code SLURM_TESTBED} says so) it submits jobs of its own;
 * elsewhere it only looks at what runs.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated("it measures")
final class SlurmJobsIT {
    private static final int SAMPLES = 12;

    @TempDir static Path folder = Path.of("");

    private List<String> nodes = List.of();
    private boolean groups;
    private @Nullable SlurmJobs jobs;

    @BeforeAll
    void slurm() throws IOException {
        Needs.that(Shell.works("sinfo", "-h"), "no Slurm answers (sinfo)");
        nodes = SlurmTruth.nodesHere();
        Needs.that(!nodes.isEmpty(), "this machine is no node of the Slurm that answers");
        groups = SlurmTruth.inGroups();
        boolean ours = System.getenv("SLURM_TESTBED") != null && Shell.works("runuser", "--help");
        if (ours) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            jobs = SlurmJobs.start(folder, SlurmJobs.users());
        }
        Needs.that(!SlurmJobs.running().isEmpty(), "no Slurm job runs");
    }

    @AfterAll
    void end() {
        if (jobs != null) jobs.close();
    }

    @Test
    void aSingleSampleShowsEveryProcessOfEveryJob() throws Exception {
        for (int i = 0; i < 3; i++) {
            SlurmTruth before = SlurmTruth.read(nodes, groups);
            SampleAttributes sample;
            try (AgentProcess agent = AgentProcess.start(folder, "sample")) {
                assertEquals(0, agent.exit(), agent.err());
                byte[] json = agent.out().getBytes(StandardCharsets.UTF_8);
                sample =
                        (SampleAttributes)
                                JsonCodec.decode(MessageType.SAMPLE, json).envelope().data();
            }
            if (sample == null) throw new AssertionError("no data");
            int _ = check(before, sample, SlurmTruth.read(nodes, groups));
        }
    }

    @Test
    void theDaemonsSamplesDoWhileJobsComeAndGo() throws Exception {
        var collector = Seen.daemon();
        Set<String> kinds = new TreeSet<>();
        int compared = 0;
        for (int i = 0; i < SAMPLES; i++) {
            if (jobs != null && i % 3 == 0) jobs.fleeting(i);
            LockSupport.parkNanos(700_000_000);
            SlurmTruth before = SlurmTruth.read(nodes, groups);
            SampleAttributes sample = Seen.sample(Seen.collect(collector));
            SlurmTruth after = SlurmTruth.read(nodes, groups);
            compared += check(before, sample, after);
            kinds.addAll(kinds(before.same(after), Seen.byPid(sample)));
        }
        System.out.printf(
                "SlurmJobsIT: groups=%s, %d samples, %d members compared, kinds %s%n",
                groups, SAMPLES, compared, kinds);
        if (jobs == null) return;
        assertTrue(kinds.containsAll(List.of("sleep", "srun", "zombie")), kinds::toString);
        if (groups)
            assertTrue(kinds.containsAll(List.of("slurmstepd", "root's sleep")), kinds::toString);
    }

    /** Where Slurm's groups keep accounts of CPU (v2 does, always). */
    @Test
    void aJobsTimeIsThatOfItsGroup() throws Exception {
        SlurmJobs ours = jobs;
        Needs.that(ours != null && groups, "no test cluster with control groups");
        if (ours == null) return;
        Files.copy(Storm.resource("storm.sh"), folder.resolve("storm.sh"));
        long id = Long.parseLong(ours.script(1, "work.sh", work()));
        ours.awaitRunning();
        Path account = account(id);
        var sum = new CpuSum(id);
        double before = JobGroup.usage(account);
        Files.createFile(folder.resolve("go"));
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        sum.until(() -> System.nanoTime() > until, 1);
        double rise = JobGroup.usage(account) - before;
        System.out.printf("SlurmJobsIT: job %d: %.2f s of %.2f s%n", id, sum.sum(), rise);
        assertTrue(rise > 1, "the job got only " + rise + " s");
        assertEquals(rise, sum.sum(), 0.02 * rise + 0.1);
    }

    private static String work() {
        String wait = "until [ -e " + folder + "/go ]; do sleep 0.1; done";
        return "{ " + wait + "; echo; sleep 60; } | sh " + folder + "/storm.sh 10\n";
    }

    /** A job runs, says Slurm, a moment before its group is there. */
    private static Path account(long id) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        Optional<Path> account = findAccount(id);
        while (account.isEmpty() && System.nanoTime() < until) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            account = findAccount(id);
        }
        Needs.that(account.isPresent(), "Slurm's groups have no account of CPU here (v1)");
        return account.orElseThrow();
    }

    private static Optional<Path> findAccount(long id) {
        return SlurmTruth.groups().stream()
                .filter(group -> group.endsWith("job_" + id))
                .map(group -> group.resolve("cpu.stat"))
                .filter(Files::exists)
                .findFirst();
    }

    private static Set<String> kinds(Map<Long, Member> members, Map<Long, Seen> seen) {
        return seen.entrySet().stream()
                .filter(entry -> members.containsKey(entry.getKey()))
                .map(entry -> kind(entry.getValue()))
                .collect(Collectors.toSet());
    }

    private static String kind(Seen seen) {
        String cmd = seen.process().cmd();
        if (cmd.endsWith("<defunct>")) return "zombie";
        return cmd.equals("sleep") && seen.user().equals("root") ? "root's sleep" : cmd;
    }

    /** The number of processes that were compared. */
    private int check(SlurmTruth before, SampleAttributes sample, SlurmTruth after) {
        assertEquals(List.of(), sample.errors());
        Map<Long, Seen> seen = Seen.byPid(sample);
        Map<Long, Member> same = before.same(after);
        List<String> wrong = new ArrayList<>();
        same.forEach((pid, member) -> {
            if (!stands(member, seen.get(pid))) wrong.add(member + " is " + seen.get(pid));
        });
        seen.forEach((pid, process) -> {
            boolean inJob = process.slurm() && process.job() != 0;
            if (inJob && before.stranger(pid, after)) wrong.add("stranger " + process);
        });
        assertEquals(List.of(), wrong);
        everyJobIsThere(same, seen);
        return same.size();
    }

    private boolean stands(Member member, @Nullable Seen seen) {
        if (seen == null || !seen.user().equals(member.user())) return false;
        return groups
                ? seen.slurm() && seen.job() == member.job()
                : seen.epoch() > 0 && seen.job() == member.stat().group();
    }

    /** The jobs' owners by Slurm's own word: a job's processes are its owner's, or root's. */
    private static void everyJobIsThere(Map<Long, Member> members, Map<Long, Seen> seen) {
        Map<Long, Set<String>> users = new HashMap<>();
        members.forEach((pid, member) -> {
            Seen process = seen.get(pid);
            if (process == null || process.user().equals("root")) return;
            users.computeIfAbsent(member.job(), _ -> new TreeSet<>()).add(process.user());
        });
        SlurmJobs.running(SlurmJobs.NAME)
                .forEach((job, user) -> {
                    if (users.containsKey(job)) assertEquals(Set.of(user), users.get(job));
                });
        assertTrue(!users.isEmpty(), "no job's process is there");
    }
}
