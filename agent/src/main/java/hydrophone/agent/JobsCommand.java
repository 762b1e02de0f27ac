package hydrophone.agent;

import hydrophone.agent.collect.JobSpan;
import hydrophone.agent.collect.JobsSettings;
import hydrophone.agent.collect.OneShotJobs;
import hydrophone.agent.machine.SystemCommands;
import hydrophone.agent.slurm.SacctQuery.States;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.OptionalInt;
import java.util.concurrent.Callable;

/** {@code agent jobs}: what Slurm says of its jobs, once. */
@Command(name = "jobs", aliases = "slurm", description = "Prints what Slurm says of its jobs.")
final class JobsCommand implements Callable<Integer> {
    private static final long WINDOW = 90;

    // Filled in by picocli.
    @SuppressWarnings("NullAway.Init")
    @Spec
    CommandSpec spec;

    @Mixin OnceOptions options = new OnceOptions();

    @Option(
            names = "--window",
            paramLabel = "MIN",
            converter = FromZeroOn.Whole.class,
            description = "jobs that ended in the last MIN minutes (default: 90)")
    @Nullable Long window;

    @Option(
            names = "--span",
            paramLabel = "A,B",
            description =
                    "jobs that ended from day A on and before day B, each as"
                            + " yyyy-mm-dd; not with --window")
    @Nullable String span;

    @Option(names = "--deluge", description = "pending, running and suspended jobs too")
    boolean deluge;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            converter = FromOneOn.class,
            description = "records in one message at most")
    @Nullable Integer batchSize;

    @Option(
            names = "--states",
            paramLabel = "all|sonar",
            description = "whatever Slurm has (default), or what Sonar asks for",
            converter = StatesWord.class)
    States states = States.ALL;

    @Option(
            names = "--sacct-command",
            paramLabel = "PROGRAM",
            description = "run this as sacct; \"\": nothing")
    String sacct = "sacct";

    @Option(
            names = "--scontrol-command",
            paramLabel = "PROGRAM",
            description = "run this as scontrol; \"\": nothing")
    String scontrol = "scontrol";

    @Override
    public Integer call() {
        if (window != null && span != null) {
            throw new ParameterException(
                    spec.commandLine(), "--window and --span exclude each other");
        }
        JobsSettings settings =
                new JobsSettings(
                        sacct,
                        scontrol,
                        deluge,
                        states,
                        batchSize == null ? OptionalInt.empty() : OptionalInt.of(batchSize));
        return Once.run(
                options,
                new OneShotJobs(
                        options.origin(),
                        settings,
                        span(),
                        new SystemCommands(),
                        ZoneId.systemDefault()),
                InstantSource.system());
    }

    private JobSpan span() {
        if (span != null) return JobSpan.days(span);
        return JobSpan.minutes(window == null ? WINDOW : window, deluge);
    }
}
