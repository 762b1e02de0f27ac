package hydrophone.agent.collect;

import hydrophone.agent.machine.Commands;
import hydrophone.agent.machine.Commands.Ending;
import hydrophone.agent.machine.Program;
import hydrophone.agent.machine.ProgramTrouble;
import hydrophone.agent.slurm.Sacct;
import hydrophone.agent.slurm.SacctQuery;
import hydrophone.agent.slurm.SacctReader;
import hydrophone.agent.slurm.Scontrol;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Asks scontrol, which gets 30 s, and sacct, which gets 180 s. */
final class JobPrograms {
    static final Duration SCONTROL_TIME = Duration.ofSeconds(30);
    static final Duration SACCT_TIME = Duration.ofMinutes(3);

    /** In one call: a command line has its limits. */
    private static final int IDS = 500;

    /** What is known when scontrol is not asked, or does not answer. */
    static final Scontrol.Jobs NOTHING =
            new Scontrol.Jobs(Map.of(), Map.of(), List.of(), List.of());

    private final JobsSettings settings;
    private final ZoneId zone;
    private final Commands commands;
    private final SecureRandom random = new SecureRandom();

    /** slurmdbd does not answer for spans as long as that into the future. */
    private boolean nearOnly;

    /**
     * @param zone of dates that bear no offset
     */
    JobPrograms(JobsSettings settings, ZoneId zone, Commands commands) {
        this.settings = settings;
        this.zone = zone;
        this.commands = commands;
    }

    /** What became of a program that failed. */
    enum How {
        UNSTARTED,
        /** Killed for its time or its output: a smaller question may be answered. */
        TOO_MUCH,
        FAILED
    }

    /** Why a program's answer is not whole; the text names the program. */
    record Failure(String text, How how) {}

    /** What scontrol showed: nothing where it failed. */
    record Shown(Scontrol.Jobs jobs, Optional<Failure> failure) {
        /**
         * The controller may be down, and know what accounting does not yet. A program that is not
         * there says nothing of the kind, today or tomorrow.
         */
        boolean isTrouble() {
            return failure.isPresent() && failure.get().how() != How.UNSTARTED;
        }
    }

    /** {@code scontrol show job}. */
    Shown show() throws InterruptedException {
        if (settings.scontrol().isEmpty()) return new Shown(NOTHING, Optional.empty());
        var answer = new AtomicReference<>(NOTHING);
        Program program = Scontrol.program(settings.scontrol(), SCONTROL_TIME);
        Optional<Failure> failure = run("scontrol", program, out -> answer.set(Scontrol.read(out)));
        return new Shown(failure.isPresent() ? NOTHING : answer.get(), failure);
    }

    /**
     * Records before a failure have been told all the same, each whole. Where slurmdbd's {@code
     * MaxQueryTimeRange} forbids to look far ahead, up to now is asked for, from then on.
     */
    Optional<Failure> records(SacctQuery query, SacctReader.Rows rows) throws InterruptedException {
        Optional<Failure> failure = spanned(nearOnly ? query.untilNow() : query, rows);
        boolean wide = failure.isPresent() && failure.get().text().contains("Too wide of a date");
        if (!wide || nearOnly || query.equals(query.untilNow())) return failure;
        nearOnly = true;
        return spanned(query.untilNow(), rows);
    }

    private Optional<Failure> spanned(SacctQuery query, SacctReader.Rows rows)
            throws InterruptedException {
        String delimiter = delimiter();
        return records(
                Sacct.program(settings.sacct(), query, delimiter, SACCT_TIME), delimiter, rows);
    }

    /**
     * Pending jobs that are not eligible to run yet (held, or waiting for others): sacct shows them
     * in no span of time, only by their numbers. Only where uncompleted jobs are wanted.
     */
    Optional<Failure> waiting(Scontrol.Jobs jobs, SacctReader.Rows rows)
            throws InterruptedException {
        Optional<Failure> failure = byNumber(jobs.ineligible(), rows);
        return failure.isPresent() || !nearOnly ? failure : byNumber(jobs.later(), rows);
    }

    /** Certain jobs, whatever their time; only where uncompleted jobs are wanted. */
    Optional<Failure> byNumber(List<Long> ids, SacctReader.Rows rows) throws InterruptedException {
        if (!settings.uncompleted()) return Optional.empty();
        for (int i = 0; i < ids.size(); i += IDS) {
            List<Long> some = ids.subList(i, Math.min(i + IDS, ids.size()));
            String delimiter = delimiter();
            Program program = Sacct.ofIds(settings.sacct(), some, delimiter, SACCT_TIME);
            Optional<Failure> failure = records(program, delimiter, rows);
            if (failure.isPresent()) return failure;
        }
        return Optional.empty();
    }

    private Optional<Failure> records(Program program, String delimiter, SacctReader.Rows rows)
            throws InterruptedException {
        if (settings.sacct().isEmpty()) return Optional.empty();
        var reader = new SacctReader(delimiter, zone, rows);
        Optional<Failure> failure = run("sacct", program, reader::read);
        reader.finish(failure.isEmpty());
        if (failure.isPresent() || reader.gap().isEmpty()) return failure;
        // It says that it went well, and did not tell all: a script in its place, a broken pipe.
        return Optional.of(new Failure(named("sacct", reader.gap()), How.FAILED));
    }

    /** Nobody who names a job can know it. */
    private String delimiter() {
        byte[] secret = new byte[4];
        random.nextBytes(secret);
        return "\u001f" + HexFormat.of().formatHex(secret) + "\u001f";
    }

    /** Scripts in Slurm's place may be called anything; whoever looks for sacct must find it. */
    static String named(String role, String trouble) {
        return trouble.startsWith(role + ":") ? trouble : role + ": " + trouble;
    }

    private Optional<Failure> run(String role, Program program, Commands.Reader reader)
            throws InterruptedException {
        try {
            Ending ending = commands.stream(program, reader);
            if (ending.ok()) return Optional.empty();
            How how = ending.timedOut() || ending.truncated() ? How.TOO_MUCH : How.FAILED;
            return Optional.of(new Failure(named(role, ProgramTrouble.of(program, ending)), how));
        } catch (IOException e) {
            String text = named(role, ProgramTrouble.of(program, e));
            return Optional.of(new Failure(text, How.UNSTARTED));
        }
    }
}
