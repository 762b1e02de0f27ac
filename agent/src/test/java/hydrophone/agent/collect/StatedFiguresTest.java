package hydrophone.agent.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The README.md of each machine states figures, and the command of another tool that works each out
 * from the machine's files: the command is run, and its answer, the stated figure and the expected
 * message must be one.
 */
class StatedFiguresTest {
    /**
     * A row of the table.
     *
     * @param work a command, or words where there is none to run here
     */
    private record Stated(
            String machine, String message, String figure, String value, String work) {
        static Stated of(String machine, String line) {
            String[] cells = line.split("(?<!\\\\)\\|", -1);
            assertEquals(6, cells.length, line);
            return new Stated(
                    machine,
                    cells[1].strip(),
                    cells[2].strip(),
                    cells[3].strip(),
                    cells[4].strip().replace("\\|", "|"));
        }

        boolean command() {
            return work.startsWith("`") && work.endsWith("`");
        }

        String kind() {
            return figure.startsWith("process ") ? "process" : message.replaceAll("-.*", "");
        }
    }

    static List<String> machines() throws IOException {
        return Machines.names();
    }

    private static List<Stated> stated(String machine) throws IOException {
        Path readme = Machines.ALL.resolve(machine).resolve("README.md");
        return Files.readAllLines(readme).stream()
                .filter(line -> line.matches("\\| (sample|sysinfo)\\S* \\|.*"))
                .map(line -> Stated.of(machine, line))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("machines")
    void aProcessTheNodeAndTheTopologyAreWorkedOut(String machine) throws Exception {
        Set<String> kinds = new TreeSet<>();
        for (Stated row : stated(machine)) kinds.add(row.kind());
        assertEquals(Set.of("process", "sample", "sysinfo"), kinds);
    }

    @TestFactory
    Stream<DynamicTest> whatIsStated_isExpected_andWorkedOut() throws Exception {
        List<Stated> all = new ArrayList<>();
        for (String machine : machines()) all.addAll(stated(machine));
        assertTrue(all.size() > 100, "rows: " + all.size());
        return all.stream()
                .map(row ->
                        DynamicTest.dynamicTest(row.machine + " " + row.figure, () -> check(row)));
    }

    private static void check(Stated row) throws Exception {
        Path root = Machines.ALL.resolve(row.machine);
        Path golden = root.resolve("expected").resolve(row.message + ".json");
        JsonNode attributes = new ObjectMapper().readTree(golden.toFile()).at("/data/attributes");
        assertEquals(row.value, text(find(attributes, row.figure), row), "the expected message");
        if (row.command()) {
            assertEquals(row.value, run(root, row.work.replaceAll("^`|`$", "")), row.work);
        }
    }

    private static JsonNode find(JsonNode attributes, String figure) {
        String[] words = figure.split(":? ", -1);
        return switch (words[0]) {
            case "process" -> process(job(attributes, words[1]), words[1]).path(words[2]);
            case "job" -> job(attributes, words[2]).path("job");
            case "user" -> job(attributes, words[2]).path("user");
            default -> {
                JsonNode node = attributes.path(words[0]);
                if (node.isMissingNode()) node = attributes.path("system").path(words[0]);
                yield words.length == 1 ? node : node.path(Integer.parseInt(words[1]));
            }
        };
    }

    private static JsonNode job(JsonNode attributes, String pid) {
        for (JsonNode job : attributes.path("jobs")) {
            if (!process(job, pid).isMissingNode()) return job;
        }
        throw new AssertionError("no process " + pid);
    }

    private static JsonNode process(JsonNode job, String pid) {
        for (JsonNode process : job.path("processes")) {
            if (process.path("pid").asText().equals(pid)) return process;
        }
        return job.path("none");
    }

    /** An absent number is 0 on the wire. */
    private static String text(JsonNode node, Stated row) {
        if (node.isMissingNode()) return row.value.equals("0") ? "0" : "-";
        return node.isArray() ? node.toString() : node.asText();
    }

    /** Debian's own awk (mawk) writes numbers beyond 2^31 with six digits, unless it is told. */
    private static final String EXACT_AWK = "awk() { command awk -v OFMT=%.15g \"$@\"; }\n";

    private static String run(Path root, String command) throws Exception {
        Process process =
                new ProcessBuilder("bash", "-c", EXACT_AWK + command)
                        .directory(root.toFile())
                        .redirectErrorStream(true)
                        .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
        return out.strip();
    }

    /** Resident memory may be read from either file, so that they must agree. */
    @ParameterizedTest
    @MethodSource("machines")
    void statmAgreesWithStatus(String machine) throws Exception {
        String disagreeing =
                """
                for p in proc/[1-9]*; do
                  [ -f "$p/statm" ] && [ -s "$p/status" ] || continue
                  awk -v p="$p" '
                    FNR == NR { rss = $2 * 4; anon = ($2 - $3) * 4; data = $6 * 4; next }
                    /^VmRSS/ { r = $2 } /^RssAnon/ { a = $2 } /^Vm(Data|Stk)/ { d += $2 }
                    END { if (rss >= 0 && (r != rss || a != anon || d != data)) print p }' "$p/statm" "$p/status"
                done\
                """;
        assertEquals("", run(Machines.ALL.resolve(machine), disagreeing));
    }
}
