/* The least that reading /proc can cost: openat, one read and close for each file, nothing parsed.
 *
 *   floor [NODEFILE...] -- [-k] [FILE|FILE/EVERY|@owner...]
 *       for each line on standard input, reads the node's files once and each process's FILEs (those
 *       with EVERY in one of so many passes; @owner asks for the owner of its folder) and prints the
 *       pass's CPU time in ns (user and system), its processes and its files. With -k before the
 *       files, of a process without memory (a kernel's thread) only the first FILE, which has to be
 *       stat.
 *   floor -t TIMES PROGRAM [ARGUMENT...]
 *       runs it with its output thrown away and prints wall and CPU time in ns, and its largest
 *       memory in KiB, a line each time */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char buffer[1 << 16];
static char entries[1 << 16];

static long long now(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int read_file(int folder, const char *name) {
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    ssize_t got = read(fd, buffer, sizeof buffer - 1);
    buffer[got < 0 ? 0 : got] = 0;
    close(fd);
    return 1;
}

static int skip_threads;

struct wanted {
    char name[32];
    int every;
};

/* Field 23 of stat, after the name in brackets: the size of its memory. */
static int has_memory(void) {
    char *at = strrchr(buffer, ')');
    for (int field = 2; at && field < 23; field++) at = strchr(at + 1, ' ');
    return at && at[1] != '0';
}

static int read_process(int proc, const char *pid, struct wanted *wanted, int count, int turn) {
    char path[64];
    int files = 0;
    for (int i = 0; i < count; i++) {
        if (skip_threads && i == 1 && !has_memory()) break;
        if (wanted[i].every > 1 && turn % wanted[i].every != 0) continue;
        if (wanted[i].name[0] == '@') {
            struct stat s;
            fstatat(proc, pid, &s, 0);
            continue;
        }
        char *end = stpcpy(path, pid);
        *end++ = '/';
        strcpy(end, wanted[i].name);
        files += read_file(proc, path);
    }
    return files;
}

static void pass(int proc, char **node, int nodes, struct wanted *wanted, int count, int number) {
    long long before = now(CLOCK_PROCESS_CPUTIME_ID);
    int processes = 0, files = 0;
    for (int i = 0; i < nodes; i++) files += read_file(proc, node[i]);
    lseek(proc, 0, SEEK_SET);
    for (long got; (got = syscall(SYS_getdents64, proc, entries, sizeof entries)) > 0;) {
        for (long at = 0; at < got;) {
            struct dirent64 *entry = (struct dirent64 *)(entries + at);
            at += entry->d_reclen;
            if (entry->d_name[0] < '1' || entry->d_name[0] > '9') continue;
            files += read_process(proc, entry->d_name, wanted, count, number + processes);
            processes++;
        }
    }
    printf("%lld %d %d\n", now(CLOCK_PROCESS_CPUTIME_ID) - before, processes, files);
    fflush(stdout);
}

static int passes(int argc, char **argv) {
    struct wanted wanted[16];
    int nodes = 0, count = 0;
    while (1 + nodes < argc && strcmp(argv[1 + nodes], "--") != 0) nodes++;
    skip_threads = nodes + 2 < argc && strcmp(argv[nodes + 2], "-k") == 0;
    for (int i = 2 + nodes + skip_threads; i < argc && count < 16; i++, count++) {
        char *slash = strchr(argv[i], '/');
        wanted[count].every = slash ? atoi(slash + 1) : 1;
        if (slash) *slash = 0;
        snprintf(wanted[count].name, sizeof wanted[count].name, "%s", argv[i]);
    }
    int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    char line[64];
    for (int number = 0; fgets(line, sizeof line, stdin); number++)
        pass(proc, argv + 1, nodes, wanted, count, number);
    return 0;
}

static int time_program(int times, char **program) {
    for (int i = 0; i < times; i++) {
        long long before = now(CLOCK_MONOTONIC);
        pid_t child = fork();
        if (child == 0) {
            int null = open("/dev/null", O_RDWR);
            dup2(null, 0);
            dup2(null, 1);
            execvp(program[0], program);
            _exit(127);
        }
        int status;
        struct rusage used;
        wait4(child, &status, 0, &used);
        long long wall = now(CLOCK_MONOTONIC) - before;
        if (status != 0) return 1;
        long long cpu = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000000LL +
                        (used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1000LL;
        printf("%lld %lld %ld\n", wall, cpu, used.ru_maxrss);
    }
    return 0;
}

int main(int argc, char **argv) {
    if (argc > 3 && strcmp(argv[1], "-t") == 0) return time_program(atoi(argv[2]), argv + 3);
    return passes(argc, argv);
}
