package hydrophone.agent.collect;

import hydrophone.agent.machine.Commands;
import hydrophone.agent.machine.Program;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Slurm that answers for sacct and scontrol in their own forms, from the jobs that it is given
 * and at the time that it is: what is in which window, in which state, and what is not known yet.
 */
final class SimulatedSlurm implements Commands {
    private static final Pattern BACK = Pattern.compile("now-(\\d+)minutes");
    private static final String REFUSAL = "Too wide of a date range in query";
    private static final Ending OK = new Ending(0, false, false, "");
    private static final Ending TIMED_OUT = new Ending(-1, true, false, "");

    final Map<Long, Job> jobs = new LinkedHashMap<>();
    final List<List<String>> calls = new ArrayList<>();

    /** As sacct would end; the rows stand. */
    Ending sacctEnds = OK;

    Ending scontrolEnds = OK;

    /** sacct is killed when it is asked about a longer time. */
    Duration longest = Duration.ofDays(365);

    /** What sacct prints besides. */
    String garbage = "";

    /** How much of what sacct prints arrives, however well it ends. */
    int most = Integer.MAX_VALUE;

    /** What sacct says when it is asked from before that time on. */
    Instant refusesBefore = Instant.MIN;

    /** The database bounds the time that may be asked about. */
    boolean refusesTheFuture;

    boolean scontrolKnows = true;
    private final Supplier<Instant> clock;

    SimulatedSlurm(Supplier<Instant> clock) {
        this.clock = clock;
    }

    /** A job; changed at will. */
    static final class Job {
        final long id;
        final Instant submit;
        String state = "RUNNING";
        Instant end = Instant.MAX;
        Instant knownFrom = Instant.MIN;
        boolean eligible = true;

        /** It waits for that time. */
        Instant begin = Instant.MIN;

        String name = "relax";
        String requested = "cpu=1,mem=1G";

        Job(long id, Instant submit) {
            this.id = id;
            this.submit = submit;
        }

        void ends(Instant at, String how) {
            end = at;
            state = how;
        }
    }

    Job add(long id, Instant submit) {
        var job = new Job(id, submit);
        jobs.put(id, job);
        return job;
    }

    /** The arguments after {@code -S} of each call of sacct that has them. */
    List<String> spans() {
        return calls.stream()
                .filter(c -> c.contains("-S"))
                .map(c -> after(c, "-S") + " " + after(c, "-E"))
                .toList();
    }

    static String after(List<String> command, String option) {
        int at = command.indexOf(option);
        return at < 0 ? "" : command.get(at + 1);
    }

    @Override
    public Result run(List<String> command, Duration timeout, int maxBytes) throws IOException {
        throw new IOException("not asked for here");
    }

    @Override
    public Ending stream(Program program, Reader reader) throws IOException, InterruptedException {
        List<String> command = program.command();
        calls.add(command);
        if (program.name().equals("missing")) {
            throw new IOException("missing: cannot be started: no such program on the PATH");
        }
        if (program.name().equals("scontrol")) {
            if (scontrolEnds.ok()) read(reader, scontrol());
            return scontrolEnds;
        }
        if (asked(command).compareTo(longest) > 0) return TIMED_OUT;
        if (refuses(command)) return new Ending(1, false, false, "sacct: error: " + REFUSAL);
        String out = garbage + sacct(command);
        read(reader, out.substring(0, Math.min(most, out.length())));
        return sacctEnds;
    }

    private boolean refuses(List<String> command) {
        if (!command.contains("-S")) return false;
        return time(after(command, "-S")).isBefore(refusesBefore)
                || (refusesTheFuture && after(command, "-E").startsWith("now+"));
    }

    private static void read(Reader reader, String text) throws IOException, InterruptedException {
        reader.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private Duration asked(List<String> command) {
        if (!command.contains("-S")) return Duration.ZERO;
        Instant to = time(after(command, "-E"));
        Instant now = clock.get();
        return Duration.between(time(after(command, "-S")), to.isAfter(now) ? now : to);
    }

    private Instant time(String word) {
        Matcher back = BACK.matcher(word);
        if (back.matches()) return clock.get().minusSeconds(Long.parseLong(back.group(1)) * 60);
        return word.equals("now") ? clock.get() : clock.get().plus(Duration.ofDays(3650));
    }

    private String scontrol() {
        var out = new StringBuilder();
        for (Job job : jobs.values()) {
            if (!scontrolKnows) continue;
            out.append(
                    String.format(
                            Locale.ROOT,
                            "JobId=%d JobName=%s JobState=%s Reason=%s EligibleTime=%s"
                                + " ReqB:S:C:T=0:0:*:* ReqTRES=%s AllocTRES=(null) Socks/Node=*%n",
                            job.id,
                            job.name,
                            job.state,
                            job.begin.isAfter(clock.get()) ? "BeginTime" : "None",
                            job.eligible ? "2026-03-04T09:00:00" : "Unknown",
                            job.requested));
        }
        return out.toString();
    }

    private String sacct(List<String> command) {
        var out = new StringBuilder();
        String delimiter =
                command.stream()
                        .filter(w -> w.startsWith("--delimiter="))
                        .map(w -> w.substring("--delimiter=".length()))
                        .findFirst()
                        .orElseThrow();
        for (Job job : jobs.values()) {
            if (!isAskedFor(job, command)) continue;
            for (String column : columns(job)) out.append(column).append(delimiter);
            out.append('\n');
        }
        return out.toString();
    }

    private boolean isAskedFor(Job job, List<String> command) {
        Instant now = clock.get();
        if (job.knownFrom.isAfter(now) || job.submit.isAfter(now)) return false;
        if (command.contains("-j")) {
            return List.of(after(command, "-j").split(",")).contains("" + job.id);
        }
        if (!job.eligible) return false;
        if (job.begin.isAfter(time(after(command, "-E")))) return false;
        boolean ended = !job.end.isAfter(now);
        String state = ended || job.begin.isAfter(now) ? job.state : "RUNNING";
        if (!List.of(after(command, "-s").split(",")).contains(state)) return false;
        return !ended
                || (!job.end.isBefore(time(after(command, "-S")))
                        && !job.end.isAfter(time(after(command, "-E"))));
    }

    /** In the order that sacct is asked for. */
    private List<String> columns(Job job) {
        Instant now = clock.get();
        boolean ended = !job.end.isAfter(now);
        boolean waits = !job.eligible || job.begin.isAfter(now);
        String state = ended || waits ? job.state : "RUNNING";
        return List.of(
                "" + job.id,
                "" + job.id,
                "ec-anna",
                "ec27",
                state,
                seconds(job.submit),
                ended ? seconds(job.end) : "Unknown",
                "",
                "",
                "",
                "",
                "",
                "" + Duration.between(job.submit, now).toSeconds(),
                "0:0",
                "",
                "",
                "",
                "",
                "1",
                "1G",
                "1",
                "",
                seconds(job.submit),
                "00:00:00",
                "00:00:00",
                "60",
                "00:00:00",
                "c1-1",
                "normal",
                "cpu=1",
                "100",
                "cpu=9",
                job.name);
    }

    private static String seconds(Instant time) {
        return time.getEpochSecond() + "+0000";
    }
}
