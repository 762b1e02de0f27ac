/*
 * Processes that come and go: churn ALIVE RATE
 *
 * Keeps ALIVE of them and ends RATE of them a second, chosen at random, each replaced at once; half are forked only, half
 * become sleep(1). Users (uid 65534) and process groups of their own, where root runs it. Says "ready" when all are there.
 * At the end of its standard input it ends them all and prints how many there were and how far behind the rate it fell.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static pid_t begin(pid_t parent, int kind) {
    pid_t pid = fork();
    if (pid < 0) { perror("churn: fork"); return 0; }
    if (pid > 0) return pid;
    setpgid(0, 0);
    if (geteuid() == 0 && (setgid(65534) || setuid(65534))) _exit(1);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
    if (kind) execlp("sleep", "sleep", "100000", (char *)NULL);
    for (;;) pause();
}

static void end(pid_t pid) {
    if (pid <= 0) return;
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

int main(int n, char **arg) {
    if (n != 3) return 2;
    int alive = atoi(arg[1]);
    double rate = atof(arg[2]);
    pid_t self = getpid(), *pid = calloc(alive, sizeof *pid);
    long count = 0, ended = 0;
    double late = 0;
    struct rlimit most;
    if (!pid) return 1;
    getrlimit(RLIMIT_NPROC, &most);
    most.rlim_cur = most.rlim_max;
    setrlimit(RLIMIT_NPROC, &most);
    srand(42);
    for (int i = 0; i < alive; i++, count++) pid[i] = begin(self, i % 2);
    puts("ready");
    fflush(stdout);
    for (double start = now();; ended++) {
        double due = start + ended / rate, wait = due - now();
        struct pollfd in = {.fd = 0, .events = POLLIN};
        if (poll(&in, 1, wait > 0 ? (int)(wait * 1000) : 0) > 0) break;
        while ((wait = due - now()) > 0) usleep(wait * 1e6);
        if (-wait > late) late = -wait;
        int i = rand() % alive;
        end(pid[i]);
        pid[i] = begin(self, count++ % 2);
    }
    for (int i = 0; i < alive; i++) end(pid[i]);
    printf("churn: %ld processes, %ld replaced, at most %.2f s behind the rate\n", count, ended, late);
    return 0;
}
