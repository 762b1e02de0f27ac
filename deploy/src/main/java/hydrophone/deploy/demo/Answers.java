package hydrophone.deploy.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the store answers, asked with the very command that users type ({@code query}); about half a
 * second a question. A store that is not there yet, or a question that fails, gives no lines.
 */
final class Answers {
    private static final int PATIENCE_S = 30;
    private static final String COUNTS =
            """
            SELECT (SELECT count(*) FROM v_node_sample), (SELECT count(*) FROM sysinfo_seen), \
            (SELECT count(*) FROM v_process_sample), (SELECT count(*) FROM v_job), \
            (SELECT count(*) FROM v_dead_letter), (SELECT coalesce(sum(next), 0) FROM kafka_offset)\
            """;
    private static final String LARGEST_JOB =
            "SELECT job_id FROM v_job ORDER BY cpu_time_s DESC, samples DESC, job_id LIMIT 1";

    /**
     * What the store holds.
     *
     * @param read records of the topics that were read, whatever became of them
     */
    record Counts(
            long samples, long sysinfo, long processes, long jobs, long deadLetters, long read) {
        static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);
    }

    private final Folders folders;

    Answers(Folders folders) {
        this.folders = folders;
    }

    Counts counts() throws InterruptedException {
        List<String> lines = ask("sql", COUNTS, "--format", "csv");
        return lines.size() == 2 ? counts(lines.get(1)) : Counts.NONE;
    }

    /** Of one line of comma-separated numbers; {@link Counts#NONE} when it is something else. */
    static Counts counts(String line) {
        if (!line.matches("[0-9]{1,18}(,[0-9]{1,18}){5}")) return Counts.NONE;
        List<Long> n = List.of(line.split(",", -1)).stream().map(Long::valueOf).toList();
        return new Counts(n.get(0), n.get(1), n.get(2), n.get(3), n.get(4), n.get(5));
    }

    /** The job that spent most CPU time; "1" when there is none. */
    String largestJob() throws InterruptedException {
        List<String> lines = ask("sql", LARGEST_JOB, "--format", "csv");
        return lines.size() == 2 ? lines.get(1) : "1";
    }

    /** The jobs that used most CPU, as a table. */
    List<String> busiestJobs(int limit) throws InterruptedException {
        return ask(
                "jobs",
                "--sort",
                "-cpu_avg_pct",
                "--limit",
                Integer.toString(limit),
                "-o",
                "job,user,name,cpu_avg_pct,cpu_time_s,rss_peak_kib,processes_peak,elapsed_s");
    }

    private List<String> ask(String... arguments) throws InterruptedException {
        if (!Files.exists(folders.data().resolve("store.db"))) return List.of();
        Path answer = folders.work().resolve("query.out");
        Path trouble = folders.work().resolve("query.log");
        List<String> command = new ArrayList<>(List.of(folders.bin("query").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data-dir", folders.data().toString()));
        try {
            Process query =
                    new ProcessBuilder(command)
                            .redirectOutput(answer.toFile())
                            .redirectError(trouble.toFile())
                            .start();
            query.getOutputStream().close();
            if (!query.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
                query.destroyForcibly();
                return List.of();
            }
            if (query.exitValue() != 0) return List.of();
            return Files.readString(answer, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
