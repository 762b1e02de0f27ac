package hydrophone.agent;

import hydrophone.agent.collect.SampleCollector;
import hydrophone.agent.collect.SampleSettings;
import hydrophone.agent.daemon.HostLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/** {@code agent sample}: the processes of this machine, once. */
@Command(
        name = "sample",
        aliases = "ps",
        description = "Prints one sample of this machine's processes.")
final class SampleCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(SampleCommand.class);

    @Mixin OnceOptions options = new OnceOptions();

    @Option(
            names = "--min-cpu-time",
            paramLabel = "S",
            converter = FromZeroOn.Whole.class,
            description = "show processes that used at least S seconds of CPU time")
    @Nullable Long minCpuTime;

    @Option(
            names = "--min-cpu-percent",
            paramLabel = "F",
            converter = FromZeroOn.Decimal.class,
            description = "show processes whose average CPU use is at least F percent of a core")
    @Nullable Double minCpuPercent;

    @Option(
            names = "--min-mem-percent",
            paramLabel = "F",
            converter = FromZeroOn.Decimal.class,
            description = "show processes that hold at least F percent of the memory")
    @Nullable Double minMemPercent;

    @Option(
            names = "--exclude-system-jobs",
            description = "leave out users below 1000 outside containers")
    boolean excludeSystemJobs;

    @Option(names = "--exclude-users", paramLabel = "A,B", description = "leave out these users")
    String excludeUsers = "";

    @Option(
            names = "--exclude-commands",
            paramLabel = "A,B",
            description = "leave out commands that start with these words")
    String excludeCommands = "";

    @Option(
            names = "--lockdir",
            paramLabel = "D",
            description = "do nothing if another sample runs with the same directory D")
    @Nullable Path lockdir;

    @Option(names = "--load", description = "show the node's own figures too")
    boolean load;

    @Option(names = "--rollup", description = "merge equal leaf processes of a Slurm job")
    boolean rollup;

    @Option(names = "--batchless", description = "no effect; accepted for old scripts")
    boolean batchless;

    @Override
    public Integer call() {
        return lockdir == null ? sample() : locked(lockdir);
    }

    private int locked(Path directory) {
        Path file = directory.resolve("sonar-lock." + options.host());
        try {
            Optional<HostLock> lock = HostLock.take(file);
            if (lock.isEmpty()) {
                log.warn("Lockfile present, exiting");
                return Exit.OK;
            }
            try (HostLock _ = lock.get()) {
                return sample();
            }
        } catch (IOException e) {
            log.error("Unable to properly manage or delete lockfile {}: {}", file, why(e));
            return e instanceof AccessDeniedException ? Exit.PERMISSION : Exit.CANNOT_CREATE;
        }
    }

    private static String why(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "no such folder";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }

    private int sample() {
        SampleSettings settings =
                new SampleSettings(
                        excludeSystemJobs,
                        load,
                        rollup,
                        words(excludeUsers),
                        words(excludeCommands),
                        minCpuTime == null ? OptionalLong.empty() : OptionalLong.of(minCpuTime),
                        of(minCpuPercent),
                        of(minMemPercent));
        InstantSource clock = InstantSource.system();
        return Once.run(
                options,
                SampleCollector.oneShot(options.procRoot, options.origin(), settings, clock),
                clock);
    }

    /**
     * A text, so that a repeated option overwrites; the empty prefix would leave out everything.
     */
    private static List<String> words(String list) {
        return Pattern.compile(",").splitAsStream(list).filter(w -> !w.isBlank()).toList();
    }

    private static OptionalDouble of(@Nullable Double value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
