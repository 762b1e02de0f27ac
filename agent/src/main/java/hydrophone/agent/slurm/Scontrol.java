package hydrophone.agent.slurm;

import hydrophone.agent.machine.Program;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code scontrol -a -o show job}: what sacct does not tell of the jobs that the controller knows.
 *
 * <p>Nothing in its output is quoted, so that a job's name or comment can look like any part of a
 * record. Therefore a record is a line that begins with the job's number, and resources count only
 * between the members that Slurm itself puts around them. Where a job has two that differ, or some
 * of a version that has none, none counts, and the reader falls back on sacct's.
 */
public final class Scontrol {
    /** What its output may have. */
    public static final long MAX_BYTES = 256L << 20;

    private static final int LONGEST_LINE = 1 << 20;
    private static final int MOST_OPEN = 100;
    private static final String RECORD = "JobId=";

    /**
     * As Slurm 23.02 and later write them. The {@code TRES=} of older ones is what a job has been
     * allocated, once it runs.
     */
    private static final Pattern RESOURCES =
            Pattern.compile("ReqB:S:C:T=\\S+ ReqTRES=(\\S*) AllocTRES=\\S* Socks/Node=");

    /** Where these stand Slurm wrote no others. */
    private static final Pattern OLDER = Pattern.compile("ReqB:S:C:T=\\S+ TRES=\\S* Socks/Node=");

    /** Names can hold far more of them than there are jobs. */
    private static final int MOST_TEXTS = 200_000;

    private static final String STATE = " JobState=";
    private static final String ELIGIBLE = " EligibleTime=";

    /**
     * What was read.
     *
     * @param requested raw job id to requested TRES, as Slurm writes them; equal texts are one
     *     object. Jobs of which this cannot be said for certain are not in it, with Slurm before
     *     23.02 none is
     * @param told the same read as Sonar does, by the first word {@code ReqTRES=} or {@code TRES=}
     *     of a line: for recorded output, where nobody forges anything and lines may be cut short
     * @param ineligible raw ids of jobs that wait and have no EligibleTime (held, of a dependency):
     *     sacct shows them in no window of time, only by their ids. A name can put others among
     *     them, which costs a query, no more
     * @param later likewise of jobs that are to begin at a later time
     */
    public record Jobs(
            Map<Long, String> requested,
            Map<Long, String> told,
            List<Long> ineligible,
            List<Long> later) {
        /** What the row's job requested, "" if this is not known. */
        public String requestedBy(SacctRow row) {
            return (row.isOurs() ? requested : told).getOrDefault(row.jobId(), "");
        }
    }

    private final Map<Long, String> requested = new HashMap<>();
    private final Map<Long, String> told = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();
    private final Set<Long> doubtful = new HashSet<>();
    private final Set<Long> ineligible = new LinkedHashSet<>();
    private final Set<Long> later = new LinkedHashSet<>();

    /**
     * Jobs whose record this may be, the newest last: a newline in a name makes two lines of a
     * record, and a comment can hold lines that look like others' records.
     */
    private final List<Long> open = new ArrayList<>();

    /** The state of the newest was told: the next number begins another record. */
    private boolean stateTold;

    private Scontrol() {}

    public static Program program(String scontrol, Duration timeout) {
        return new Program(
                List.of(scontrol, "-a", "-o", "show", "job"),
                Map.of("LC_ALL", "C", "SLURM_TIME_FORMAT", ""),
                timeout,
                MAX_BYTES);
    }

    /**
     * Reads to the end of the stream, holds one line of at most 1 MiB; a longer one counts for
     * nothing.
     */
    public static Jobs read(InputStream out) throws IOException {
        Scontrol jobs = new Scontrol();
        byte[] buffer = new byte[64 * 1024];
        int start = 0;
        int end = 0;
        boolean passingOver = false;
        int count = out.read(buffer, 0, buffer.length);
        while (count >= 0) {
            int from = end;
            end += count;
            for (int i = from; i < end; i++) {
                if (buffer[i] != '\n') continue;
                if (!passingOver) jobs.line(buffer, start, i);
                passingOver = false;
                start = i + 1;
            }
            passingOver |= end - start > LONGEST_LINE;
            if (passingOver) start = end;
            if (end == buffer.length) {
                buffer = withRoom(buffer, start);
                end -= start;
                start = 0;
            }
            count = out.read(buffer, end, buffer.length - end);
        }
        if (!passingOver) jobs.line(buffer, start, end);
        return new Jobs(
                jobs.requested, jobs.told, List.copyOf(jobs.ineligible), List.copyOf(jobs.later));
    }

    private static byte[] withRoom(byte[] buffer, int start) {
        int used = buffer.length - start;
        byte[] to = used > buffer.length / 2 ? new byte[buffer.length * 2] : buffer;
        System.arraycopy(buffer, start, to, 0, used);
        return to;
    }

    private void line(byte[] bytes, int from, int to) {
        boolean begins = begins(bytes, from, to);
        if (!begins && open.isEmpty()) return;
        String line = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        long job = begins ? number(line) : 0;
        if (job > 0) {
            resources(job, line);
            told(job, line);
            open(job);
        }
        int state = line.indexOf(STATE);
        if (state < 0) return;
        stateTold |= line.indexOf(ELIGIBLE, state) > 0;
        if (!line.contains(STATE + "PENDING ")) return;
        if (line.contains(ELIGIBLE + "Unknown ")) ineligible.addAll(open);
        else if (line.contains(STATE + "PENDING Reason=BeginTime ")) later.addAll(open);
    }

    private void open(long job) {
        if (stateTold) open.clear();
        stateTold = false;
        if (open.size() == MOST_OPEN) open.removeFirst();
        open.add(job);
    }

    private static long number(String line) {
        int blank = line.indexOf(' ');
        return blank < 0 ? 0 : SacctValues.number(line.substring(RECORD.length(), blank));
    }

    private void resources(long job, String line) {
        if (OLDER.matcher(line).find()) {
            requested.remove(job);
            doubtful.add(job);
        }
        Matcher matcher = RESOURCES.matcher(line);
        while (matcher.find()) candidate(job, matcher.group(1));
    }

    private void told(long job, String line) {
        int newer = line.indexOf(" ReqTRES=");
        int older = line.indexOf(" TRES=");
        int at = newer < 0 || (older >= 0 && older < newer) ? older : newer;
        if (at < 0) return;
        int from = line.indexOf('=', at) + 1;
        int blank = line.indexOf(' ', from);
        String text = line.substring(from, blank < 0 ? line.length() : blank);
        if (isSaid(text) && told.size() < MOST_TEXTS) told.putIfAbsent(job, shared(text));
    }

    private static boolean isSaid(String text) {
        return !text.isEmpty() && !text.equals("(null)");
    }

    private String shared(String text) {
        return texts.computeIfAbsent(text, same -> same);
    }

    private static boolean begins(byte[] bytes, int from, int to) {
        if (to - from < RECORD.length()) return false;
        for (int i = 0; i < RECORD.length(); i++) {
            if (bytes[from + i] != RECORD.charAt(i)) return false;
        }
        return true;
    }

    private void candidate(long job, String text) {
        if (doubtful.contains(job)) return;
        String known = requested.get(job);
        if (known != null && !known.equals(text)) {
            requested.remove(job);
            doubtful.add(job);
        } else if (known == null && isSaid(text) && requested.size() < MOST_TEXTS) {
            requested.put(job, shared(text));
        }
    }
}
