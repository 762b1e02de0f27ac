package hydrophone.agent;

import hydrophone.agent.config.AllSettings;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The command line {@code agent}. The daemon's is read by hand, here, so that the resident process
 * never loads the library that reads the others; so is a plain sample's, which is over sooner than
 * that library has started.
 */
public final class Main {
    private static final List<String> HELP = List.of("-h", "--help");

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    private static int run(String[] args) {
        try {
            String command = args.length == 0 ? "" : args[0];
            if (command.equals("daemon"))
                return daemon(Arrays.asList(args).subList(1, args.length));
            if (command.equals("config")) return config(args);
            Optional<SampleCommand> sample = PlainSample.read(args);
            return sample.isPresent() ? sample.get().call() : AgentCommand.run(args);
        } catch (RuntimeException e) {
            return internal(e);
        }
    }

    private static int daemon(List<String> args) {
        if (args.stream().anyMatch(HELP::contains)) {
            System.out.println(
                    """
                    Usage: agent daemon FILE
                    Samples this machine at the cadences of the configuration FILE and sends what it
                    sees to the sink named there, until SIGTERM or SIGINT.
                    'agent check FILE' says what is wrong with a configuration.
                    Exit status: 0 ended as told, 73 cannot create a file, 75 another daemon runs,
                    77 not permitted, 78 bad configuration.\
                    """);
            return Exit.OK;
        }
        if (args.size() != 1 || args.getFirst().startsWith("-")) {
            System.err.println("agent daemon: expected one argument, the configuration file");
            System.err.println("Usage: agent daemon FILE");
            return Exit.USAGE;
        }
        return DaemonCommand.run(Path.of(args.getFirst()));
    }

    private static int config(String[] args) {
        if (args.length == 1) {
            System.out.print(AllSettings.text());
            return Exit.OK;
        }
        if (args.length == 2 && HELP.contains(args[1])) {
            System.out.println(
                    """
                    Usage: agent config
                    Prints a configuration for 'agent daemon' in which every setting stands, with
                    its meaning and its default. It can be used as it is.\
                    """);
            return Exit.OK;
        }
        System.err.println("agent config: takes no arguments; send what it prints to a file");
        System.err.println("Usage: agent config");
        return Exit.USAGE;
    }

    static int internal(Exception e) {
        System.err.println(
                "agent: internal error: "
                        + e
                        + "; please report it (HYDROPHONE_DEBUG=1 shows where)");
        if (System.getenv("HYDROPHONE_DEBUG") != null) e.printStackTrace();
        return Exit.INTERNAL;
    }
}
