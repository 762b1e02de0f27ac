package hydrophone.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code agent config} prints is complete, true and usable. */
final class AllSettingsTest {
    private static final Pattern SECTION = Pattern.compile("#?\\[([a-z]+)]");
    private static final Pattern SETTING = Pattern.compile("(#?)([a-z][a-z0-9-]*) = (.*)");
    private static final Pattern DEFAULT = Pattern.compile("# Default: (.*)");
    private static final Pattern FORMER =
            Pattern.compile("#   \\[(\\w+)] ([a-z-]+) = (?:\\[(\\w+)] )?([a-z-]+)");
    private static final Pattern FORMER_SECTION = Pattern.compile("#   \\[(\\w+)] = \\[(\\w+)]");
    private static final Pattern IDLE = Pattern.compile("#   \\[(\\w+)] ([a-z-]+)");

    /** What a section asks for before anything else in it counts. */
    private static final Map<String, String> NEEDED =
            Map.of(
                    "kafka", "broker-address = localhost:9092",
                    "http", "api-root = https://h/");

    /** What a setting goes together with. */
    private static final Map<String, List<String>> BESIDE =
            Map.of(
                    "kafka.http-proxy", List.of("rest-endpoint = https://p/"),
                    "kafka.rest-proxy", List.of("rest-endpoint = https://p/"),
                    "kafka.http-payload-limit", List.of("rest-endpoint = https://p/"),
                    "kafka.cert-file", List.of("key-file = DIR/secrets/node.key"),
                    "kafka.key-file", List.of("cert-file = DIR/node.pem"),
                    "kafka.sasl-password", List.of("tls = true"),
                    "kafka.sasl-password-file", List.of("tls = true"),
                    "kafka.sasl-mechanism",
                            List.of("tls = true", "sasl-password-file = DIR/secrets/password"),
                    "kafka.sasl-user",
                            List.of("tls = true", "sasl-password-file = DIR/secrets/password"));

    /** One without the other is an error. */
    private static final Set<String> COUPLE = Set.of("cert-file", "key-file");

    private final List<Entry> entries = entries();

    @TempDir Path dir = Path.of("");

    /**
     * A setting of the file.
     *
     * @param active without # before it
     * @param fallback what the file names as its default
     */
    private record Entry(
            String section, String key, String value, boolean active, Optional<String> fallback) {
        String name() {
            return section + "." + key;
        }
    }

    private static List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        String section = "";
        Optional<String> fallback = Optional.empty();
        for (String line : AllSettings.text().lines().toList()) {
            Matcher header = SECTION.matcher(line);
            Matcher setting = SETTING.matcher(line);
            Matcher words = DEFAULT.matcher(line);
            if (header.matches()) section = header.group(1);
            if (words.matches()) fallback = Optional.of(words.group(1));
            if (setting.matches()) {
                boolean active = setting.group(1).isEmpty();
                entries.add(
                        new Entry(section, setting.group(2), setting.group(3), active, fallback));
                fallback = Optional.empty();
            }
        }
        return entries;
    }

    private static List<MatchResult> rows(Pattern pattern) {
        return AllSettings.text()
                .lines()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .map(Matcher::toMatchResult)
                .toList();
    }

    @BeforeEach
    void files() throws IOException {
        Files.createDirectory(dir.resolve("secrets"));
        for (String name :
                List.of(
                        "ca.pem",
                        "node.pem",
                        "secrets/node.key",
                        "secrets/password",
                        "secrets/token")) {
            Path file = Files.writeString(dir.resolve(name), "x");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private DaemonConfig load(String section, String... lines) throws ConfigException {
        StringBuilder text = new StringBuilder("[global]\ncluster = c.no\nrole = node\n");
        text.append('[').append(section).append("]\n");
        for (String line : lines) text.append(line).append('\n');
        String here =
                text.toString().replace("DIR", dir.toString()).replace("/etc/hydrophone", "" + dir);
        return DaemonConfig.parse("t.cfg", here).config();
    }

    /** The section with what it needs and what this setting needs, and no more. */
    private DaemonConfig without(Entry entry) throws ConfigException {
        return load(entry.section(), around(entry).toArray(String[]::new));
    }

    private DaemonConfig with(Entry entry, String value) throws ConfigException {
        List<String> lines = around(entry);
        lines.add(entry.key() + " = " + value);
        return load(entry.section(), lines.toArray(String[]::new));
    }

    private static List<String> around(Entry entry) {
        List<String> lines = new ArrayList<>(BESIDE.getOrDefault(entry.name(), List.of()));
        boolean instead =
                entry.key().equals("rest-endpoint")
                        || lines.stream().anyMatch(line -> line.startsWith("rest-endpoint"));
        if (NEEDED.containsKey(entry.section()) && !instead) {
            lines.add(NEEDED.get(entry.section()));
        }
        return lines;
    }

    private Entry entry(String section, String key) {
        return entries.stream()
                .filter(e -> e.section().equals(section) && e.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + section + "." + key));
    }

    @Test
    void asPrinted_itLoadsWithoutARemark() throws IOException, ConfigException {
        Path file = Files.writeString(dir.resolve("x.cfg"), AllSettings.text());
        DaemonConfig.Loaded loaded = DaemonConfig.read(file);
        assertEquals(List.of(), loaded.remarks());
        assertEquals(new Destination.Stdout(), loaded.config().destination());
        assertTrue(loaded.config().sample().cadence().isPresent());
        assertTrue(AllSettings.text().chars().allMatch(c -> c < 128), "plain ASCII");
    }

    /** What the reader says when it finds a name that it does not know. */
    private static Set<String> known(String text, String words) {
        List<String> said =
                assertThrows(
                                ConfigException.class,
                                () -> DaemonConfig.parse("t.cfg", text + "[global]\nrole = x\n"))
                        .problems()
                        .stream()
                        .map(Problem::toString)
                        .filter(problem -> problem.contains(words))
                        .toList();
        assertEquals(1, said.size(), said::toString);
        String list = said.getFirst().split("known are ", 2)[1];
        return new TreeSet<>(Arrays.asList(list.split(", ", -1)));
    }

    @Test
    void everyKeyOfTheReader_standsInIt_andNoOther() {
        Map<String, Set<String>> told = new LinkedHashMap<>();
        for (Entry entry : entries) {
            told.computeIfAbsent(entry.section(), _ -> new TreeSet<>()).add(entry.key());
        }
        for (Pattern list : List.of(FORMER, IDLE)) {
            rows(list)
                    .forEach(row ->
                            told.computeIfAbsent(row.group(1), _ -> new TreeSet<>())
                                    .add(row.group(2)));
        }
        told.forEach((section, keys) ->
                assertEquals(
                        known(
                                "[" + section + "]\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx = 1\n",
                                "unknown setting"),
                        keys,
                        section));
    }

    @Test
    void everySectionOfTheReader_standsInIt_andNoOther() {
        Set<String> told = new TreeSet<>();
        entries.forEach(entry -> told.add(entry.section()));
        rows(FORMER_SECTION).forEach(row -> told.add(row.group(1)));
        assertEquals(known("[xxxxxxxxxxxxxxxxxxxxxxxxx]\n", "unknown section"), told);
    }

    @Test
    void aSettingStandsOnce() {
        Set<String> seen = new LinkedHashSet<>();
        for (Entry entry : entries) assertTrue(seen.add(entry.name()), entry.name());
        assertTrue(seen.size() > 70, "" + seen.size());
    }

    @Test
    void whatIsNamedAsDefault_isTheDefault() throws ConfigException {
        for (Entry entry : entries) {
            if (entry.fallback().isEmpty()) continue;
            String fallback = entry.fallback().get();
            assertEquals(without(entry), with(entry, fallback), entry.name());
        }
    }

    @Test
    void everyExample_loads_andMeansSomething() throws ConfigException {
        for (Entry entry : entries) {
            if (entry.active() || entry.key().equals("rest-endpoint")) continue;
            boolean same = entry.fallback().filter(f -> f.equals(entry.value())).isPresent();
            boolean silent = same || isNeeded(entry);
            DaemonConfig with = with(entry, entry.value());
            if (!silent && !COUPLE.contains(entry.key())) {
                assertNotEquals(without(entry), with, entry.name());
            }
        }
    }

    private static boolean isNeeded(Entry entry) {
        return NEEDED.getOrDefault(entry.section(), "").startsWith(entry.key() + " ");
    }

    @Test
    void formerNames_meanThoseOfToday() throws ConfigException {
        List<MatchResult> rows = rows(FORMER);
        assertEquals(9, rows.size());
        for (MatchResult row : rows) {
            String section = Optional.ofNullable(row.group(3)).orElse(row.group(1));
            Entry today = entry(section, row.group(4));
            List<String> lines =
                    isNeeded(today)
                            ? new ArrayList<>()
                            : around(
                                    new Entry(
                                            row.group(1),
                                            today.key(),
                                            "",
                                            false,
                                            Optional.empty()));
            lines.add(row.group(2) + " = " + today.value());
            DaemonConfig former = load(row.group(1), lines.toArray(String[]::new));
            lines.removeLast();
            lines.add("[" + section + "]");
            lines.add(today.key() + " = " + today.value());
            DaemonConfig now = load(row.group(1), lines.toArray(String[]::new));
            assertEquals(now, former, row.group());
        }
    }

    @Test
    void formerSections_areThoseOfToday() throws ConfigException {
        List<MatchResult> rows = rows(FORMER_SECTION);
        assertEquals(2, rows.size());
        for (MatchResult row : rows) {
            assertEquals(
                    load(row.group(2), "cadence = 15m"),
                    load(row.group(1), "cadence = 15m"),
                    row.group());
        }
    }

    @Test
    void whatHasNoEffect_hasNone() throws ConfigException {
        Map<String, String> values =
                Map.of(
                        "kafka.poll-interval", "1m",
                        "sample.batchless", "true",
                        "cluster.domain", "x",
                        "programs.curl-command", "/usr/bin/curl");
        Set<String> told = new TreeSet<>();
        for (MatchResult row : rows(IDLE)) {
            String name = row.group(1) + "." + row.group(2);
            told.add(name);
            Entry entry = new Entry(row.group(1), row.group(2), "", false, Optional.empty());
            assertEquals(without(entry), with(entry, values.getOrDefault(name, "?")), name);
        }
        assertEquals(new TreeSet<>(values.keySet()), told);
    }
}
