package hydrophone.ingest;

import hydrophone.ingest.query.Answer;
import hydrophone.ingest.query.Bindings;
import hydrophone.ingest.query.Filter;
import hydrophone.ingest.query.Format;
import hydrophone.ingest.query.Layout;
import hydrophone.ingest.query.Query;
import hydrophone.ingest.query.QueryException;
import hydrophone.ingest.query.QueryRunner;
import hydrophone.ingest.query.ResultPrinter;

import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;

/**
 * From arguments to a printed answer and an exit status; never a stack trace for what a user did.
 */
final class QueryCommand {
    private static final int BROKEN_PIPE = 141;

    private final OutputStream stdout;
    private final PrintWriter err;
    private final InstantSource clock;
    private final ZoneId zone;

    QueryCommand(OutputStream stdout, PrintWriter err, InstantSource clock, ZoneId zone) {
        this.stdout = stdout;
        this.err = err;
        this.clock = clock;
        this.zone = zone;
    }

    /** The exit status: 0, also when nothing was found; else as {@link QueryException#exit}. */
    int run(String... args) {
        Writer out = new BufferedWriter(new OutputStreamWriter(stdout, StandardCharsets.UTF_8));
        try {
            int exit = run(args, out);
            out.flush();
            return exit;
        } catch (QueryException e) {
            err.println("query: " + e.line());
            return e.exit();
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("Broken pipe")) return BROKEN_PIPE;
            err.println("query: cannot write the answer: " + e.getMessage());
            return 73;
        } catch (RuntimeException e) {
            err.println("query: internal error, please report: " + Filter.shown(e.toString()));
            return 70;
        }
    }

    private int run(String[] args, Writer out) throws QueryException, IOException {
        QueryLine line = new QueryLine();
        ParseResult parsed;
        try {
            parsed = line.parse(args);
        } catch (ParameterException e) {
            err.println("query: " + line.usageError(e));
            return 2;
        }
        String help = line.help(parsed);
        if (!help.isEmpty()) {
            out.append(help);
            return 0;
        }
        if (!parsed.hasSubcommand()) {
            err.print(line.usage());
            err.flush();
            return 2;
        }
        answer(parsed.subcommand(), out);
        return 0;
    }

    private void answer(ParseResult verb, Writer out) throws QueryException, IOException {
        Instant now = clock.instant();
        Layout layout = layout(verb, now);
        Duration limit = Duration.ofSeconds(QueryLine.number(verb, "--timeout", 60, 1));
        try (QueryRunner runner = QueryRunner.open(dir(verb), limit)) {
            String name = verb.commandSpec().name();
            boolean sql = name.equals(QueryLine.SQL);
            ResultPrinter printer = new ResultPrinter(layout, sql);
            Answer answer;
            List<String> more;
            if (sql) {
                int rows = QueryLine.number(verb, "--limit", QueryLine.SQL_ROWS, 1);
                answer = runner.sql(verb.matchedPositionalValue(0, ""), rows);
                more = printer.print(answer, out);
            } else {
                Query query = QueryLine.query(name);
                answer = runner.answer(query, bindings(verb, query, now, layout.zone()));
                more = printer.print(answer, out);
            }
            out.flush();
            if (QueryLine.flag(verb, "--quiet")) return;
            more.forEach(err::println);
            if (layout.format() == Format.TABLE) answer.notes().forEach(err::println);
        }
    }

    private Bindings bindings(ParseResult verb, Query query, Instant now, ZoneId zone)
            throws QueryException {
        Bindings bindings = new Bindings(now, zone);
        if (!query.argument().isEmpty()) {
            bindings.put(Filter.JOB, verb.matchedPositionalValue(0, ""));
        }
        for (Filter filter : query.filters()) {
            String option = filter.names().get(filter.names().size() - 1);
            if (!verb.hasMatchedOption(option)) continue;
            bindings.put(
                    filter, filter.label().isEmpty() ? "" : verb.matchedOptionValue(option, ""));
        }
        return bindings;
    }

    private Layout layout(ParseResult verb, Instant now) throws QueryException {
        boolean sql = verb.commandSpec().name().equals(QueryLine.SQL);
        return new Layout(
                QueryLine.format(verb),
                QueryLine.list(verb, "--fields"),
                QueryLine.list(verb, "--sort"),
                sql ? 0 : QueryLine.number(verb, "--limit", 0, 0),
                !QueryLine.flag(verb, "--noheader"),
                QueryLine.flag(verb, "--wide"),
                QueryLine.flag(verb, "--csv-safe"),
                now,
                zone(verb));
    }

    private ZoneId zone(ParseResult verb) throws QueryException {
        String name = verb.matchedOptionValue("--tz", "");
        if (name.isEmpty()) return zone;
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw QueryLine.usage(
                    "unknown time zone '" + name + "': use UTC, Europe/Oslo or +01:00");
        }
    }

    private static Path dir(ParseResult verb) throws QueryException {
        try {
            return Path.of(verb.matchedOptionValue("--data-dir", ""));
        } catch (InvalidPathException e) {
            throw QueryLine.usage("--data-dir is no path: " + e.getReason());
        }
    }
}
