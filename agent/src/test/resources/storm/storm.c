/*
 * A compile-like fork storm whose CPU time is known: storm SECONDS WIDTH [ignore]
 *
 * Says "ready", waits for a line, then keeps WIDTH drivers ("sh") running, each of which starts one to three compilers
 * ("cc1") one after the other: mostly 1..50 ms of CPU, every twentieth up to a second. Every process adds what it spent to a
 * shared counter as its last act. At the end prints, in microseconds:
 *     own C  reaped C  spent C  processes N
 * own and reaped as getrusage has them (what this process spent, and all that it waited for), spent the shared counter
 * (misses what exit itself costs). Then waits for another line. With "ignore" SIGCHLD is ignored: nobody gets the children's
 * ticks, and own work is mixed in.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct { uint64_t us, processes; } *shared;
static unsigned seed;

static uint64_t clock_us(clockid_t which) {
    struct timespec t;
    clock_gettime(which, &t);
    return (uint64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static unsigned below(unsigned n) { return (unsigned)rand_r(&seed) % n; }

static void burn(uint64_t us) {
    uint64_t until = clock_us(CLOCK_PROCESS_CPUTIME_ID) + us;
    volatile unsigned x = 1;
    while (clock_us(CLOCK_PROCESS_CPUTIME_ID) < until)
        for (int i = 0; i < 2000; i++) x = x * 31 + 7;
}

static void end(void) {
    __atomic_add_fetch(&shared->us, clock_us(CLOCK_PROCESS_CPUTIME_ID), __ATOMIC_RELAXED);
    __atomic_add_fetch(&shared->processes, 1, __ATOMIC_RELAXED);
    _exit(0);
}

static pid_t child(const char *name) {
    unsigned its = below(1u << 30);
    pid_t pid = fork();
    if (pid < 0) { perror("fork"); exit(1); }
    if (pid == 0) {
        seed = its;
        signal(SIGCHLD, SIG_DFL);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        prctl(PR_SET_NAME, name);
    }
    return pid;
}

static void compiler(void) {
    pid_t pid = child("cc1");
    if (pid == 0) {
        burn(below(20) == 0 ? 50000 + below(950000) : 1000 + below(49000));
        end();
    }
    waitpid(pid, NULL, 0);
}

static void driver(void) {
    if (child("sh") != 0) return;
    for (int i = 1 + (int)below(3); i > 0; i--) { burn(below(2000)); compiler(); }
    end();
}

static uint64_t us(int who) {
    struct rusage u;
    getrusage(who, &u);
    return ((uint64_t)u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000 + u.ru_utime.tv_usec + u.ru_stime.tv_usec;
}

static void storm(uint64_t until, int width) {
    int running = 0;
    while (clock_us(CLOCK_MONOTONIC) < until) {
        for (; running < width; running++) driver();
        if (wait(NULL) > 0) running--;
    }
    while (wait(NULL) > 0) ;
}

static void unheeded(uint64_t until, int width) {
    while (clock_us(CLOCK_MONOTONIC) < until) {
        for (int i = 0; i < width; i++) driver();
        burn(100000);
        while (wait(NULL) > 0) ; /* none is ever returned; it fails when all have ended */
    }
}

int main(int n, char **arg) {
    char line[16];
    if (n < 3) return 2;
    seed = 42;
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) return 1;
    if (n > 3) signal(SIGCHLD, SIG_IGN);
    puts("ready");
    fflush(stdout);
    if (!fgets(line, sizeof line, stdin)) return 1;
    uint64_t until = clock_us(CLOCK_MONOTONIC) + strtoull(arg[1], NULL, 10) * 1000000;
    if (n > 3) unheeded(until, atoi(arg[2])); else storm(until, atoi(arg[2]));
    uint64_t own = us(RUSAGE_SELF);
    printf("own %llu reaped %llu spent %llu processes %llu\n", (unsigned long long)own,
           (unsigned long long)us(RUSAGE_CHILDREN), (unsigned long long)(shared->us + own),
           (unsigned long long)shared->processes);
    fflush(stdout);
    return fgets(line, sizeof line, stdin) ? 0 : 1;
}
