package hydrophone.ingest;

import hydrophone.Version;
import hydrophone.ingest.query.Filter;
import hydrophone.ingest.query.Format;
import hydrophone.ingest.query.Query;
import hydrophone.ingest.query.QueryException;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The grammar of the command line, made from {@link Query#ALL}, and typed access to what it held.
 */
final class QueryLine {
    static final String SQL = "sql";
    static final int SQL_ROWS = 10_000;

    private final CommandLine commands = new CommandLine(root());

    ParseResult parse(String... args) {
        return commands.parseArgs(args);
    }

    String usage() {
        return commands.getUsageMessage(Ansi.OFF);
    }

    /** The text that was asked for by --help or --version, or nothing. */
    String help(ParseResult parsed) {
        ParseResult deepest = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
        if (deepest.isVersionHelpRequested()) return "hydrophone version " + Version.text() + "\n";
        if (!deepest.isUsageHelpRequested()) return "";
        CommandLine asked = deepest.commandSpec().commandLine();
        return asked.getUsageMessage(Ansi.OFF);
    }

    String usageError(ParameterException e) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        if (e instanceof UnmatchedArgumentException unmatched) {
            if (!unmatched.isUnknownOption()) {
                message = "unknown word '" + unmatched.getUnmatched().getFirst() + "'";
            }
            List<String> near = unmatched.getSuggestions();
            if (!near.isEmpty()) message += ": did you mean '" + near.get(0).strip() + "'?";
        }
        String verb = e.getCommandLine().getCommandSpec().qualifiedName(" ");
        return Filter.shown(message) + " (see '" + verb + " --help')";
    }

    static Query query(String name) {
        return Query.ALL.stream().filter(q -> q.name().equals(name)).findFirst().orElseThrow();
    }

    static boolean flag(ParseResult verb, String option) {
        return verb.hasMatchedOption(option);
    }

    static List<String> list(ParseResult verb, String option) {
        String text = verb.matchedOptionValue(option, "");
        return Arrays.stream(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    }

    static int number(ParseResult verb, String option, int usual, int least) throws QueryException {
        String text = verb.matchedOptionValue(option, "");
        if (text.isEmpty()) return usual;
        if (text.matches("\\d{1,9}") && Integer.parseInt(text) >= least) {
            return Integer.parseInt(text);
        }
        throw usage(option + " takes a whole number, not '" + text + "'");
    }

    static Format format(ParseResult verb) throws QueryException {
        if (flag(verb, "--json")) return Format.JSON;
        String text = verb.matchedOptionValue("--format", "table");
        for (Format format : Format.values()) {
            if (format.name().equalsIgnoreCase(text)) return format;
        }
        throw usage("unknown format '" + text + "': use table, csv, json or ndjson");
    }

    static QueryException usage(String message) {
        return QueryException.usage(Filter.shown(message));
    }

    private static CommandSpec root() {
        CommandSpec root = CommandSpec.create().name("query").mixinStandardHelpOptions(true);
        root.usageMessage()
                .description("Answers from the store that ingest fills; reads only.")
                .footer(
                        "",
                        "Results go to stdout, how complete they are to stderr.",
                        "Example: query jobs --data-dir data/fox -S 2d --sort -cpu_time_s");
        for (Query query : Query.ALL) root.addSubcommand(query.name(), verb(query));
        root.addSubcommand(SQL, sql());
        return root;
    }

    private static CommandSpec verb(Query query) {
        CommandSpec spec = common(query.name(), query.help());
        if (!query.argument().isEmpty())
            spec.addPositional(positional(query.argument(), "a job id"));
        for (Filter filter : query.filters()) {
            spec.addOption(option(filter.label(), filter.help(), filter.names()));
        }
        spec.usageMessage()
                .footer("", "Fields of the table (csv and json have all): ", query.shown());
        return spec;
    }

    private static CommandSpec sql() {
        CommandSpec spec =
                common(SQL, "Any SELECT on the store; the views v_* are the stable part");
        spec.addPositional(positional("SELECT", "one statement that reads"));
        spec.usageMessage()
                .footer("", "Example: query sql --data-dir data/fox 'SELECT * FROM v_topic'");
        return spec;
    }

    private static PositionalParamSpec positional(String label, String help) {
        return PositionalParamSpec.builder()
                .index("0")
                .arity("1")
                .required(true)
                .type(String.class)
                .paramLabel(label)
                .description(help)
                .build();
    }

    private static CommandSpec common(String name, String help) {
        CommandSpec spec = CommandSpec.create().name(name).mixinStandardHelpOptions(true);
        spec.usageMessage().description(help).sortOptions(false);
        spec.addOption(
                OptionSpec.builder("--data-dir")
                        .paramLabel("DIR")
                        .type(String.class)
                        .required(true)
                        .description("where ingest keeps the store (required)")
                        .build());
        spec.addOption(option("FORMAT", "table (usual), csv, json or ndjson", "--format"));
        spec.addOption(option("", "the same as --format json", "--json"));
        spec.addOption(option("A,B", "columns to print", "-o", "--fields"));
        spec.addOption(option("[-]A,…", "columns to sort by; - = falling", "--sort"));
        spec.addOption(option("N", "rows at most", "--limit"));
        spec.addOption(option("ZONE", "times of this zone, in and out (usual: yours)", "--tz"));
        spec.addOption(option("", "no heading line", "-n", "--noheader"));
        spec.addOption(option("", "do not shorten long texts", "--wide"));
        spec.addOption(option("", "csv: disarm what a spreadsheet would run", "--csv-safe"));
        spec.addOption(option("SECONDS", "give up after so long (usual: 60)", "--timeout"));
        spec.addOption(option("", "nothing on stderr but errors", "-q", "--quiet"));
        return spec;
    }

    private static OptionSpec option(String label, String help, String... names) {
        return option(label, help, new ArrayList<>(List.of(names)));
    }

    private static OptionSpec option(String label, String help, List<String> names) {
        OptionSpec.Builder builder =
                OptionSpec.builder(names.toArray(new String[0])).description(help);
        return label.isEmpty()
                ? builder.type(boolean.class).arity("0").build()
                : builder.type(String.class).arity("1").paramLabel(label).build();
    }
}
