package hydrophone.agent.process;

/** The files of a process that we read, by their names below /proc/N. */
enum PidFile {
    STAT("stat"),
    STATM("statm"),
    STATUS("status"),
    IO("io"),
    CGROUP("cgroup");

    private final String word;

    PidFile(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
