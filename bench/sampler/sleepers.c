/* Starts N cheap processes in JOBS jobs and keeps them until standard input ends.
 *
 *   sleepers N JOBS UID [CGROUP]
 *
 * Each job is a process group of its own; with CGROUP, a folder of a cgroup tree, it is a Slurm job
 * too: its processes lie in CGROUP/uid_UID/job_J/step_0/task_0. They run as UID (0: as whoever starts
 * this). Says "ready" when all sleep. At the end, also when this program is killed, they end; the
 * folders that were made are removed again, but for a kill -9. */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIRST_JOB 900000

static const char *levels[] = {"", "uid", "job", "step_0", "task_0"};

static void fail(const char *what) {
    fprintf(stderr, "sleepers: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void folder(char *out, const char *cgroup, int uid, int job, int level) {
    int n = snprintf(out, PATH_MAX, "%s", cgroup);
    if (level >= 1) n += snprintf(out + n, PATH_MAX - n, "/uid_%d", uid);
    if (level >= 2) n += snprintf(out + n, PATH_MAX - n, "/job_%d", FIRST_JOB + job);
    for (int i = 3; i <= level; i++) n += snprintf(out + n, PATH_MAX - n, "/%s", levels[i]);
}

static void join(const char *cgroup, int uid, int job) {
    char path[PATH_MAX];
    for (int level = 0; level <= 4; level++) {
        folder(path, cgroup, uid, job, level);
        if (mkdir(path, 0755) != 0 && errno != EEXIST) fail(path);
    }
    strcat(path, "/cgroup.procs");
    FILE *procs = fopen(path, "w");
    if (!procs || fprintf(procs, "%d\n", getpid()) < 0 || fclose(procs) != 0) fail(path);
}

static void leave(const char *cgroup, int uid, int jobs) {
    char path[PATH_MAX];
    for (int job = 0; job < jobs; job++)
        for (int level = 4; level >= 2; level--) {
            folder(path, cgroup, uid, job, level);
            for (int tries = 0; rmdir(path) != 0 && errno == EBUSY && tries < 100; tries++) usleep(10000);
        }
    for (int level = 1; level >= 0; level--) {
        folder(path, cgroup, uid, 0, level);
        rmdir(path);
    }
}

static void sleep_for_ever(pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(0);
    for (;;) pause();
}

static void run_job(int job, int sleepers, int uid, const char *cgroup, int ready) {
    pid_t top = getppid();
    setpgid(0, 0);
    if (cgroup) join(cgroup, uid, job);
    if (uid && (setgid(uid) != 0 || setuid(uid) != 0)) fail("setuid");
    pid_t self = getpid();
    for (int i = 1; i < sleepers; i++) {
        pid_t child = fork();
        if (child < 0) fail("fork");
        if (child == 0) {
            close(ready);
            sleep_for_ever(self);
        }
    }
    if (write(ready, "x", 1) != 1) fail("pipe");
    close(ready);
    sleep_for_ever(top);
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: sleepers N JOBS UID [CGROUP]\n");
        return 2;
    }
    int n = atoi(argv[1]), jobs = atoi(argv[2]), uid = atoi(argv[3]);
    const char *cgroup = argc > 4 ? argv[4] : NULL;
    pid_t *leaders = calloc(jobs, sizeof *leaders);
    int ready[2];
    if (!leaders || n < jobs || jobs < 1 || pipe(ready) != 0) fail("start");
    signal(SIGINT, SIG_IGN);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    for (int job = 0; job < jobs; job++) {
        leaders[job] = fork();
        if (leaders[job] < 0) fail("fork");
        if (leaders[job] == 0) {
            close(ready[0]);
            close(0);
            run_job(job, n / jobs + (job < n % jobs), uid, cgroup, ready[1]);
        }
    }
    close(ready[1]);
    char mark[64];
    int seen = 0;
    for (ssize_t got; seen < jobs && (got = read(ready[0], mark, sizeof mark)) > 0;) seen += got;
    if (seen == jobs) {
        puts("ready");
        fflush(stdout);
        while (read(0, mark, sizeof mark) > 0) {
        }
    }
    for (int job = 0; job < jobs; job++) kill(-leaders[job], SIGKILL);
    while (wait(NULL) > 0 || errno == EINTR) {
    }
    if (cgroup) leave(cgroup, uid, jobs);
    return seen == jobs ? 0 : 1;
}
