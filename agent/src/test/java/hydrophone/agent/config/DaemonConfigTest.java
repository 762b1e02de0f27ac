package hydrophone.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.collect.SampleSettings;
import hydrophone.agent.collect.SysinfoSettings;
import hydrophone.agent.config.DaemonConfig.Loaded;
import hydrophone.agent.config.Problem.Kind;
import hydrophone.topic.Role;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

final class DaemonConfigTest {
    private static final String HEAD = "[global]\ncluster = c.no\nrole = node\n";

    private static Loaded load(String text) throws ConfigException {
        return DaemonConfig.parse("f.cfg", text);
    }

    private static List<String> wrong(String text) {
        return assertThrows(ConfigException.class, () -> load(text)).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    @Test
    void defaults_areSonars() throws ConfigException {
        DaemonConfig config = load(HEAD).config();
        assertEquals(
                new DaemonConfig.Global(
                        "c.no",
                        Role.NODE,
                        Optional.empty(),
                        "",
                        true,
                        "hydrophone",
                        Path.of("/proc"),
                        Path.of("/sys")),
                config.global());
        assertEquals(Optional.empty(), config.kafka());
        assertEquals(
                new DaemonConfig.Sample(
                        Optional.empty(),
                        new SampleSettings(
                                true,
                                true,
                                false,
                                List.of(),
                                List.of(),
                                OptionalLong.empty(),
                                OptionalDouble.empty(),
                                OptionalDouble.empty())),
                config.sample());
        assertEquals(
                new DaemonConfig.Sysinfo(Optional.empty(), true, SysinfoSettings.none()),
                config.sysinfo());
        assertEquals(
                new DaemonConfig.Jobs(
                        Optional.empty(), Optional.empty(), false, OptionalInt.empty()),
                config.jobs());
        assertEquals(new DaemonConfig.Cluster(Optional.empty(), true), config.cluster());
        assertEquals(
                new DaemonConfig.Debug(false, false, Optional.empty(), Optional.empty(), false),
                config.debug());
    }

    @Test
    void kafka_defaults() throws ConfigException {
        DaemonConfig.Kafka kafka =
                load(HEAD + "[kafka]\nbroker-address = h:9092\n").config().kafka().orElseThrow();
        assertEquals(Duration.ofMinutes(5), kafka.sendingWindow());
        assertEquals(Duration.ofMinutes(30), kafka.timeout());
        assertEquals("gzip", kafka.compression());
        assertEquals("h:9092", kafka.settings().broker());
    }

    @Test
    void everyKeyOfToday_isTakenOver(@TempDir Path dir) throws Exception {
        Path ca = Files.writeString(dir.resolve("ca.pem"), "x");
        Path password = Files.writeString(dir.resolve("pw"), " geheim \n");
        Loaded loaded =
                load(
                        """
                        # comment
                        [global]
                        cluster = "fox.educloud.no"
                        role = master
                        lock-directory = /run/x
                        topic-prefix = test
                        hostname-only = false
                        producer = sonar
                        proc-root = /host/proc
                        sys-root = /host/sys
                        [kafka]
                        broker-address = a:1,b:2
                        http-proxy = ""
                        http-payload-limit = 10M
                        sending-window = 10s
                        timeout = 1h
                        ca-file = %s
                        sasl-password-file = %s
                        [ps]
                        cadence = 30s
                        exclude-system-jobs = false
                        load = false
                        batchless = true
                        rollup = true
                        exclude-users = root,bin
                        exclude-commands = ssh,bash
                        min-cpu-time = 2m
                        [sysinfo]
                        cadence = 24h
                        on-startup = false
                        topo-text-command = hwloc-ls old
                        [slurm]
                        cadence = 2m
                        window = 5m
                        uncompleted = true
                        batch-size = 500
                        [cluster]
                        cadence = 5m
                        on-startup = false
                        domain = x
                        [programs]
                        curl-command = /usr/bin/curl
                        sacct-command = /opt/sacct
                        scontrol-command = ""
                        sinfo-command = /opt/sinfo
                        topo-svg-command = lstopo --of svg
                        [debug]
                        verbose = true
                        oneshot = true
                        time-limit = 10s
                        output-delay = 3s
                        """
                                .formatted(ca, password));
        DaemonConfig config = loaded.config();
        assertEquals(
                new DaemonConfig.Global(
                        "fox.educloud.no",
                        Role.MASTER,
                        Optional.of(Path.of("/run/x")),
                        "test",
                        false,
                        "sonar",
                        Path.of("/host/proc"),
                        Path.of("/host/sys")),
                config.global());
        DaemonConfig.Kafka kafka = config.kafka().orElseThrow();
        assertEquals(Duration.ofSeconds(10), kafka.sendingWindow());
        assertEquals("SASL_SSL", kafka.settings().client("c").get("security.protocol"));
        assertTrue(
                String.valueOf(kafka.settings().client("c").get("sasl.jaas.config"))
                        .contains("username=\"fox.educloud.no\" password=\"geheim\""));
        assertEquals(Optional.of(new Cadence(30)), config.sample().cadence());
        assertEquals(
                new SampleSettings(
                        false,
                        false,
                        true,
                        List.of("root", "bin"),
                        List.of("ssh", "bash"),
                        OptionalLong.of(120),
                        OptionalDouble.empty(),
                        OptionalDouble.empty()),
                config.sample().settings());
        assertEquals(
                new SysinfoSettings("lstopo --of svg", "hwloc-ls old"),
                config.sysinfo().settings());
        assertEquals(OptionalInt.of(500), config.jobs().batchSize());
        assertEquals(Optional.of(Duration.ofMinutes(5)), config.jobs().window());
        assertEquals(Optional.of(Path.of("/opt/sacct")), config.programs().sacct());
        assertEquals(Optional.empty(), config.programs().scontrol());
        assertEquals(
                new DaemonConfig.Debug(
                        true,
                        true,
                        Optional.of(Duration.ofSeconds(10)),
                        Optional.of(Duration.ofSeconds(3)),
                        false),
                config.debug());
        assertEquals(
                List.of(
                        "f.cfg:33: slurm.cadence: Slurm is not collected in this version; nothing"
                                + " comes of it yet",
                        "f.cfg:38: cluster.cadence: Slurm is not collected in this version; nothing"
                                + " comes of it yet"),
                loaded.remarks().stream().map(Problem::toString).toList());
    }

    @Test
    void oldNames_areUnderstood() throws ConfigException {
        Loaded loaded =
                load(
                        """
                        [global]
                        cluster = c
                        role = node
                        lockdir = /tmp/x
                        [kafka]
                        remote-host = h:9099
                        poll-interval = 5m
                        compression = snappy
                        [jobs]
                        incomplete = true
                        delta-coding = false
                        dump = /tmp/jobs
                        [debug]
                        dump = true
                        """);
        DaemonConfig config = loaded.config();
        assertEquals(Optional.of(Path.of("/tmp/x")), config.global().lockDirectory());
        assertEquals("h:9099", config.kafka().orElseThrow().settings().broker());
        assertEquals("gzip", config.kafka().orElseThrow().compression());
        assertTrue(config.jobs().uncompleted());
        assertTrue(config.debug().dump());
        assertTrue(loaded.remarks().stream().allMatch(r -> r.kind() == Kind.WARNING));
    }

    @Test
    void fileOfAnotherSystemsEditor_isRead() throws ConfigException {
        String text = "\uFEFF# café\r\n[global]\r\ncluster = c.no\r\nrole = node\r\n";
        assertEquals("c.no", load(text).config().global().cluster());
    }

    @Test
    void indentedComment_andNoDuration_areNamed() {
        assertEquals(
                List.of(
                        "f.cfg:4: a comment starts in the first column; remove the blanks before #",
                        "f.cfg:6: sample.cadence: expected a whole number from 1 on and one of h,"
                                + " m, s, such as 15s or 5m; found \"15s # often\""),
                wrong(
                        """
                        [global]
                        cluster = c.no
                        role = node
                          # load = true
                        [sample]
                        cadence = 15s # often
                        """));
    }

    @Test
    void mistakes_areToldAllAtOnceWithLineAndCure() {
        assertEquals(
                List.of(
                        "f.cfg:2: global.role: expected node or master; found \"slave\"",
                        "f.cfg:4: expected [section] or name = value",
                        "f.cfg:5: sample.cadence: expected a length that divides a day, or whole"
                                + " days; nearest are 6m or 8m",
                        "f.cfg:6: sample.load: expected true or false; found \"yes\"",
                        "f.cfg:7: sample.rollup: an empty value must be quoted; write rollup ="
                                + " \"\"",
                        "f.cfg: global.cluster: missing; add \"cluster = NAME\" below [global]"),
                wrong(
                        """
                        [global]
                        role = slave
                        [sample]
                        nonsense
                        cadence = 7m
                        load = yes
                        rollup =
                        """));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[kafka]\\nfoo-bar = 1|broker-address: missing",
                "[kafka]\\nbroker-address = host|expected HOST:PORT",
                "[kafka]\\nbroker-address = host:70000|expected HOST:PORT",
                "[kafka]\\nrest-endpoint = http://x|comes in a later version",
                "[kafka]\\nbroker-address = h:1\\nrest-endpoint = http://x|not together",
                "[kafka]\\nbroker-address = h:1\\nsasl-password = x|a password needs TLS",
                "[kafka]\\nbroker-address = h:1\\nca-file = /nonexistent|ca-file",
                "[http]\\napi-root = http://x|f.cfg:4: [http]: comes in a later version",
                "[directory]\\ndata-directory = /x|comes in a later version",
                "[directory]\\ndata-directory = /x\\n[kafka]\\nbroker-address = h:1|more than one",
                "[jobs]\\nbatch-size = 0|from 1 on",
                "[programs]\\nsacct-command = sacct|expected an absolute path",
                "[sample]\\nmin-cpu-time = 5|such as 5m",
                "[sample]\\nexclude-users = 'a|the quote ' at its start",
                "[sample]\\n a b = c|a name consists of letters",
            })
    void mistake_isNamed(String text, String expected) {
        String all = String.join("\n", wrong(HEAD + text.replace("\\n", "\n")));
        assertTrue(all.contains(expected), all);
    }

    @Test
    void settingBeforeAnySection_isAMistake() {
        assertTrue(wrong("a = b\n" + HEAD).getFirst().startsWith("f.cfg:1: a: setting outside"));
    }

    @Test
    void unknownKeysAndSections_areRemarksThatNameTheNearest() throws ConfigException {
        List<Problem> remarks =
                load(HEAD + "[sampel]\nx = y\n[sample]\ncadance = 5s\n[spool]\ncap = 1G\n")
                        .remarks();
        assertEquals(
                List.of(
                        "f.cfg:4: [sampel]: unknown section; did you mean [sample]?",
                        "f.cfg:7: sample.cadance: unknown setting of [sample]; did you mean"
                                + " cadence?",
                        "f.cfg:8: [spool]: not in this version yet; ignored"),
                remarks.stream().map(Problem::toString).toList());
        assertEquals(
                List.of(Kind.UNKNOWN, Kind.UNKNOWN, Kind.WARNING),
                remarks.stream().map(Problem::kind).toList());
    }

    @Test
    void repeats_lastWins_alsoOverAliasesAndSections() throws ConfigException {
        Loaded loaded =
                load(
                        HEAD
                                + "[sample]\ncadence = 5s\ncadence = 10s\n[ps]\ncadence = 15s\n"
                                + "[kafka]\nbroker-address = a:1\nremote-host = b:2\n");
        assertEquals(Optional.of(new Cadence(15)), loaded.config().sample().cadence());
        assertEquals("b:2", loaded.config().kafka().orElseThrow().settings().broker());
    }

    @ParameterizedTest
    @ValueSource(strings = {"'x y'", "\"x y\"", "`x y`"})
    void quotes_areTakenOff(String quoted) throws ConfigException {
        assertEquals(
                List.of("x y"),
                load(HEAD + "[sample]\nexclude-users = " + quoted)
                        .config()
                        .sample()
                        .settings()
                        .excludeUsers());
    }

    @Test
    void directoryWithoutDataDirectory_isNoSink() throws ConfigException {
        assertEquals(Optional.empty(), load(HEAD + "[directory]\n").config().kafka());
    }

    @Test
    void fileThatIsNotThere_isOneLine(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("x.cfg");
        ConfigException missing =
                assertThrows(ConfigException.class, () -> DaemonConfig.read(file));
        assertEquals(
                file + ": no such file; give the path of a configuration", missing.getMessage());
        assertFalse(missing.forbidden());
        ConfigException folder = assertThrows(ConfigException.class, () -> DaemonConfig.read(dir));
        assertTrue(String.valueOf(folder.getMessage()).contains("is a directory"));
    }

    @Test
    void shippedFiles_load() throws ConfigException {
        Path config = Path.of(System.getProperty("project.root", ".."), "config");
        for (String name : List.of("sonar-slurm-node.cfg", "sonar-nonslurm-node.cfg")) {
            Loaded loaded = DaemonConfig.read(config.resolve(name));
            assertEquals(List.of(), loaded.remarks());
            assertEquals("fox.educloud.no", loaded.config().global().cluster());
            assertEquals(Optional.of(new Cadence(15)), loaded.config().sample().cadence());
            assertEquals(
                    Duration.ofSeconds(5), loaded.config().kafka().orElseThrow().sendingWindow());
        }
    }
}
