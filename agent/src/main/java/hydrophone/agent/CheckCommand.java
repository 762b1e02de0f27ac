package hydrophone.agent;

import hydrophone.agent.config.ConfigException;
import hydrophone.agent.config.DaemonConfig;
import hydrophone.agent.config.DaemonConfig.Loaded;
import hydrophone.agent.config.Problem;
import hydrophone.agent.config.Problem.Kind;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code agent check FILE}: everything that is to say about a configuration. */
@Command(
        name = "check",
        description = "Says what is wrong with a daemon's configuration, all of it at once.")
final class CheckCommand implements Callable<Integer> {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this and end")
    boolean help;

    @Parameters(paramLabel = "FILE", description = "the configuration")
    Path file = Path.of("");

    @Override
    public Integer call() {
        try {
            Loaded loaded = DaemonConfig.read(file);
            boolean usable = true;
            for (Problem remark : loaded.remarks()) {
                usable &= remark.kind() != Kind.UNKNOWN;
                System.err.println(label(remark) + remark);
            }
            if (!usable) return Exit.CONFIG;
            warnOfMissing(loaded.config().global());
            System.out.println(summary(loaded.config()));
            return Exit.OK;
        } catch (ConfigException e) {
            for (Problem problem : e.problems()) System.err.println(label(problem) + problem);
            return e.forbidden() ? Exit.PERMISSION : Exit.CONFIG;
        }
    }

    /** No error: the file may be for another machine. */
    private static void warnOfMissing(DaemonConfig.Global global) {
        for (Path root : List.of(global.procRoot(), global.sysRoot())) {
            if (!Files.isDirectory(root)) {
                System.err.println("warning: " + root + ": no such folder on this machine");
            }
        }
    }

    private static String label(Problem problem) {
        return problem.kind() == Kind.WARNING ? "warning: " : "error: ";
    }

    private String summary(DaemonConfig config) {
        return file
                + ": usable: cluster "
                + config.global().cluster()
                + ", "
                + config.kafka().map(k -> "kafka " + k.settings().broker()).orElse("stdout")
                + "\nGPUs are not observed by this version; their collectors come later.";
    }
}
