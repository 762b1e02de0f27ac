package hydrophone.agent;

import hydrophone.Version;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.PrintWriter;
import java.util.List;

/** Every command but {@code daemon}: they end soon, so that a library may read their options. */
@Command(
        name = "agent",
        description = "Samples this machine's processes, describes its hardware, and asks Slurm.",
        subcommands = {
            SampleCommand.class,
            SysinfoCommand.class,
            JobsCommand.class,
            ClusterCommand.class,
            CheckCommand.class,
            SpoolCommand.class,
            ControlCommand.class
        },
        footer = {
            "",
            "  daemon FILE    sample at the cadences of a configuration and send what is seen",
            "  config         print a configuration with every setting explained",
            "  version        print the version"
        })
final class AgentCommand implements Runnable {
    // Filled in by picocli.
    @SuppressWarnings("NullAway.Init")
    @Spec
    CommandSpec spec;

    @CommandLine.Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this and end")
    boolean help;

    @CommandLine.Option(names = "--version", description = "print the version and end")
    boolean version;

    static int run(String[] args) {
        String first = args.length == 0 ? "" : args[0];
        if (first.equals("version") || first.equals("--version")) {
            System.out.println("hydrophone version " + Version.text());
            return Exit.OK;
        }
        CommandLine line = line();
        if (first.equals("help")) {
            line.usage(System.out);
            return Exit.OK;
        }
        return line.execute(args);
    }

    static CommandLine line() {
        CommandLine line = new CommandLine(new AgentCommand());
        line.setOverwrittenOptionsAllowed(true);
        line.setParameterExceptionHandler(AgentCommand::usage);
        // Not thrown on: picocli would print the stack trace itself.
        line.setExecutionExceptionHandler((e, _, _) -> Main.internal(e));
        return line;
    }

    /** One line that says what is wrong, one that says where help is. */
    private static int usage(ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        String name = e.getCommandLine().getCommandSpec().qualifiedName();
        err.println(name + ": " + text(e));
        err.println("Try '" + name + " --help'.");
        return Exit.USAGE;
    }

    private static String text(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
            List<String> near = unmatched.getSuggestions();
            String hint = near.isEmpty() ? "" : "; did you mean " + near.getFirst() + "?";
            return "unknown word '" + unmatched.getUnmatched().getFirst() + "'" + hint;
        }
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "expected a command");
    }
}
