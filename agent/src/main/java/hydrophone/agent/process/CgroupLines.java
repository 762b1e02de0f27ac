package hydrophone.agent.process;

import hydrophone.agent.machine.Cursor;

import java.util.regex.Pattern;

/**
 * /proc/N/cgroup: one line a hierarchy (v1), one line {@code 0::path} (v2), or both (hybrid).
 *
 * <p>The job is the number in the first component {@code /job_N} of the first line that has one:
 * {@code /slurm/uid_1/job_N/step_0/task_0} and {@code /slurm_node7/…} (v1, several slurmd), {@code
 * /system.slice/slurmstepd.scope/job_N/step_0/user/task_0} and {@code
 * /system.slice/node7_slurmstepd.scope/…} (v2), and slurmstepd's own line, which ends in {@code
 * /job_N}. The kernel adds {@code (deleted)} to a path whose group has gone while a zombie is in
 * it. No group in the slice of user sessions is a job's: there anybody makes groups by any name.
 *
 * @param job the Slurm job's raw id; 0 = a job whose id is no number; -1 = no job's group
 * @param slurm it lies in a Slurm job's group
 * @param container a container runtime made its group
 */
record CgroupLines(long job, boolean slurm, boolean container) {
    static final CgroupLines NONE = new CgroupLines(-1, false, false);

    private static final String JOB = "/job_";
    private static final String DELETED = " (deleted)";

    /** Below it users make groups of their own, and may call one job_5. */
    private static final String USERS_OWN = "/user.slice/";

    /** docker, containerd, podman, cri-o, Kubernetes, LXC, systemd-nspawn, Apptainer. */
    private static final Pattern CONTAINER =
            Pattern.compile(
                    "/docker[/-]|cri-containerd|/containerd/|libpod-(?!conmon)|/crio-(?!conmon)"
                            + "|kubepods|/lxc[./]|/machine-[^/]+\\.scope"
                            + "|/(apptainer|singularity)-[^/]+");

    static CgroupLines parse(Cursor in) {
        CgroupLines found = NONE;
        for (; !in.atEnd(); in.nextLine()) {
            int slash = in.find('/');
            if (slash < 0) continue;
            in.moveTo(slash + 1);
            if (in.atLineEnd()) continue;
            in.moveTo(slash);
            String path = in.rest();
            boolean container = found.container || CONTAINER.matcher(path).find();
            CgroupLines here = found.known() ? found : job(path);
            found = new CgroupLines(here.job, here.slurm, container);
        }
        return found;
    }

    /** Its group names a job, be it one without a number. */
    boolean known() {
        return job >= 0;
    }

    private static CgroupLines job(String path) {
        int at = path.indexOf(JOB);
        if (at < 0 || path.lastIndexOf(USERS_OWN, at) >= 0) return NONE;
        int from = at + JOB.length();
        int slash = path.indexOf('/', from);
        int end = slash >= 0 ? slash : path.length();
        if (slash < 0 && path.endsWith(DELETED)) end -= DELETED.length();
        long id = number(path, from, end);
        // A group that only ends like a job's, without a number, is somebody else's.
        if (slash < 0 && id < 0) return NONE;
        return new CgroupLines(Math.max(0, id), id > 0, false);
    }

    private static long number(String path, int from, int end) {
        if (end <= from || end - from > 18) return -1;
        for (int i = from; i < end; i++) {
            if (path.charAt(i) < '0' || path.charAt(i) > '9') return -1;
        }
        return Long.parseLong(path, from, end, 10);
    }
}
