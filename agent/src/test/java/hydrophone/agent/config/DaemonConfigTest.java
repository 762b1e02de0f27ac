package hydrophone.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.collect.SampleSettings;
import hydrophone.agent.collect.SysinfoSettings;
import hydrophone.agent.config.DaemonConfig.Loaded;
import hydrophone.agent.config.Problem.Kind;
import hydrophone.agent.slurm.SacctQuery.States;
import hydrophone.kafka.KafkaSettings;
import hydrophone.kafka.KafkaSettings.Certificate;
import hydrophone.kafka.KafkaSettings.Login;
import hydrophone.kafka.KafkaSettings.Mechanism;
import hydrophone.kafka.KafkaSettings.Tls;
import hydrophone.metrics.Listen;
import hydrophone.topic.Role;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

final class DaemonConfigTest {
    private static final String HEAD = "[global]\ncluster = c.no\nrole = node\n";

    private static Loaded load(String text) throws ConfigException {
        return DaemonConfig.parse("f.cfg", text);
    }

    private static Destination.Kafka kafka(DaemonConfig config) {
        return assertInstanceOf(Destination.Kafka.class, config.destination());
    }

    private static Path secret(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
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
                        Path.of("/sys"),
                        Optional.empty(),
                        false),
                config.global());
        assertEquals(new Destination.Stdout(), config.destination());
        assertEquals(
                new DaemonConfig.Spool(Optional.empty(), OptionalLong.empty(), true, 1 << 20),
                config.spool());
        assertEquals(new DaemonConfig.Control(true, true), config.control());
        assertEquals(new DaemonConfig.Metrics(Optional.empty()), config.metrics());
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
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        OptionalInt.empty(),
                        true,
                        States.ALL,
                        Duration.ofMinutes(25),
                        Duration.ofDays(7),
                        Optional.empty()),
                config.jobs());
        assertEquals(new DaemonConfig.Programs("sacct", "scontrol", "sinfo"), config.programs());
        assertEquals(new DaemonConfig.Cluster(Optional.empty(), true), config.cluster());
        assertEquals(
                new DaemonConfig.Debug(false, false, Optional.empty(), Optional.empty(), false),
                config.debug());
    }

    @Test
    void kafka_defaults() throws ConfigException {
        Destination.Kafka kafka = kafka(load(HEAD + "[kafka]\nbroker-address = h:9092\n").config());
        assertEquals(Duration.ofMinutes(5), kafka.pace().window());
        assertEquals(Duration.ofMinutes(30), kafka.pace().patience());
        assertEquals("gzip", kafka.compression());
        assertEquals("h:9092", kafka.settings().broker());
    }

    @Test
    void everyKeyOfToday_isTakenOver(@TempDir Path dir) throws Exception {
        Path ca = Files.writeString(dir.resolve("ca.pem"), "x");
        Path password = secret(dir.resolve("pw"), " geheim \n");
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
                        log-format = json
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
                        delta-coding = false
                        states = sonar
                        refresh = 20m
                        max-window = 24h
                        dump = /tmp/jobs
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
                        Path.of("/host/sys"),
                        Optional.empty(),
                        true),
                config.global());
        Destination.Kafka kafka = kafka(config);
        assertEquals(Duration.ofSeconds(10), kafka.pace().window());
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
        assertEquals(
                new DaemonConfig.Jobs(
                        Optional.of(new Cadence(120)),
                        Optional.of(Duration.ofMinutes(5)),
                        true,
                        OptionalInt.of(500),
                        false,
                        States.SONAR,
                        Duration.ofMinutes(20),
                        Duration.ofHours(24),
                        Optional.of(Path.of("/tmp/jobs"))),
                config.jobs());
        assertEquals(
                new DaemonConfig.Cluster(Optional.of(new Cadence(300)), false), config.cluster());
        assertEquals(new DaemonConfig.Programs("/opt/sacct", "", "/opt/sinfo"), config.programs());
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
                        "f.cfg:17: kafka.timeout: is when a message that waits is worth a warning;"
                                + " none is dropped for it",
                        "f.cfg:48: programs.curl-command: no program is run to send; ignored"),
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
        assertEquals("h:9099", kafka(config).settings().broker());
        assertEquals("gzip", kafka(config).compression());
        assertTrue(config.jobs().uncompleted());
        assertFalse(config.jobs().deltaCoding());
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
                "[kafka]\\nrest-endpoint = ftp://x|expected an address like https:",
                "[kafka]\\nbroker-address = h:1\\nrest-endpoint = http://x|not together",
                "[kafka]\\nbroker-address = h:1\\nsasl-password = x|a password needs TLS",
                "[kafka]\\nbroker-address = h:1\\nca-file = /nonexistent|ca-file",
                "[kafka]\\nbroker-address = h:1\\nsasl-user = x|needs a password",
                "[kafka]\\nbroker-address = h:1\\nsasl-mechanism = x|expected PLAIN, SCRAM",
                "[kafka]\\nbroker-address = h:1\\ncert-file = pom.xml|go together",
                "[http]\\nsending-window = 1s|api-root: missing",
                "[http]\\napi-root = http://u:p@x|expected an address like https:",
                "[global]\\ntopic-prefix = t\\n[directory]\\ndata-directory = /x|has no meaning",
                "[spool]\\ncap = 1M|at least 4M",
                "[spool]\\ndrain-rate = 0|at least 1 byte",
                "[spool]\\ndirectory = x|an absolute path",
                "[metrics]\\nlisten = 9471|expected HOST:PORT",
                "[metrics]\\nlisten = 0.0.0.0:9471|an address of this machine alone",
                "[global]\\nlog-format = xml|expected text or json",
                "[directory]\\ndata-directory = /x\\n[kafka]\\nbroker-address = h:1|more than one",
                "[jobs]\\nbatch-size = 0|from 1 on",
                "[jobs]\\nstates = some|expected all or sonar",
                "[jobs]\\nrefresh = 0m|such as 5m",
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
        List<Problem> remarks = load(HEAD + "[sampel]\nx = y\n[sample]\ncadance = 5s\n").remarks();
        assertEquals(
                List.of(
                        "f.cfg:4: [sampel]: unknown section; did you mean [sample]?",
                        "f.cfg:7: sample.cadance: unknown setting of [sample]; did you mean"
                                + " cadence?"),
                remarks.stream().map(Problem::toString).toList());
        assertEquals(
                List.of(Kind.DOUBTFUL, Kind.DOUBTFUL),
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
        assertEquals("b:2", kafka(loaded.config()).settings().broker());
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
        assertEquals(new Destination.Stdout(), load(HEAD + "[directory]\n").config().destination());
    }

    private static Destination destination(String text) throws ConfigException {
        return load(HEAD + text).config().destination();
    }

    private static Destination.Web web(String url) {
        return new Destination.Web(
                URI.create(url), Optional.empty(), OptionalLong.empty(), Optional.empty(), true);
    }

    @Test
    void restHttpAndDirectory_areRead() throws ConfigException {
        Destination.Pace pace = new Destination.Pace(Duration.ofMinutes(5), Duration.ofMinutes(30));
        assertEquals(
                new Destination.Rest(web("https://h:8090/"), Optional.empty(), pace),
                destination("[kafka]\nrest-endpoint = https://h:8090/\n"));
        assertEquals(
                new Destination.Http(
                        web("http://h/api/v0/insert"),
                        Optional.of(new Destination.Login("c.no", "x")),
                        pace),
                destination("[http]\napi-root = http://h/api/v0/insert\nupload-password = x\n"));
        assertEquals(
                new Destination.Directory(Path.of("/data")),
                destination("[directory]\ndata-directory = /data\n"));
        Destination.Rest all =
                assertInstanceOf(
                        Destination.Rest.class,
                        destination(
                                "[kafka]\nrest-endpoint = http://h\nrest-proxy = http://p:3128\n"
                                        + "http-payload-limit = 1M\nverify-hostname = false\n"
                                        + "sasl-password = y\nsending-window = 1s\n"));
        assertEquals(Optional.of(URI.create("http://p:3128")), all.web().proxy());
        assertEquals(OptionalLong.of(1 << 20), all.web().payloadLimit());
        assertFalse(all.web().verifyHostname());
        assertEquals(Optional.of(new Destination.Login("c.no", "y")), all.login());
        assertFalse(all.toString().contains("=y"), "a password is not printed");
    }

    @Test
    void kafkaSecurity_isRead(@TempDir Path dir) throws Exception {
        Path ca = Files.writeString(dir.resolve("ca"), "x");
        Path key = secret(dir.resolve("key"), "k");
        String text =
                "[kafka]\nbroker-address = h:1\nca-file = %s\ncert-file = %s\nkey-file = %s\n"
                                .formatted(ca, ca, key)
                        + "verify-hostname = false\nsasl-mechanism = SCRAM-SHA-512\n"
                        + "sasl-user = c.no.node\nsasl-password = z\n";
        assertEquals(
                new KafkaSettings(
                        "h:1",
                        new Tls(Optional.of(ca), Optional.of(new Certificate(ca, key)), false),
                        new Login(Mechanism.SCRAM_SHA_512, "c.no.node", "z"),
                        Map.of()),
                kafka(load(HEAD + text).config()).settings());
        String system = "[kafka]\nbroker-address = h:1\ntls = true\nsasl-password = z\n";
        assertEquals(
                "SASL_SSL",
                kafka(load(HEAD + system).config())
                        .settings()
                        .client("c")
                        .get("security.protocol"));
        String clear =
                "[kafka]\nbroker-address = h:1\nsasl-password = z\nallow-plaintext-auth = true\n";
        assertEquals(
                "SASL_PLAINTEXT",
                kafka(load(HEAD + clear).config()).settings().client("c").get("security.protocol"));
    }

    @ParameterizedTest
    @CsvSource({"rw-r--r--, may be read by everybody", "rw-r-----, may be read by its group"})
    void secretThatOthersMayRead_isRefused(String mode, String why, @TempDir Path dir)
            throws Exception {
        Path file = secret(dir.resolve("pw"), "x");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        String text = "[kafka]\nbroker-address = h:1\ntls = true\nsasl-password-file = " + file;
        ConfigException refused = assertThrows(ConfigException.class, () -> load(HEAD + text));
        assertTrue(refused.forbidden());
        assertEquals(
                "f.cfg:7: kafka.sasl-password-file: %s %s; chmod 600 %s, and check its owner"
                        .formatted(file, why, file),
                refused.getMessage());
    }

    @Test
    void passwordInAFileThatOthersMayRead_isDoubtful(@TempDir Path dir) throws Exception {
        String text = HEAD + "[kafka]\nbroker-address = h:1\ntls = true\nsasl-password = x\n";
        Path file = secret(dir.resolve("a.cfg"), text);
        assertEquals(List.of(), DaemonConfig.read(file).remarks());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        List<Problem> remarks = DaemonConfig.read(file).remarks();
        assertEquals(List.of(Kind.DOUBTFUL), remarks.stream().map(Problem::kind).toList());
        assertTrue(remarks.getFirst().text().contains("may be read by everybody; chmod 600 it"));
    }

    @Test
    void spoolControlAndMetrics_areRead(@TempDir Path dir) throws Exception {
        Path token = secret(dir.resolve("t"), "abc");
        DaemonConfig config =
                load(HEAD
                                + "api-token-file = "
                                + token
                                + "\n[spool]\ndirectory = /s\ncap = 64M\nsync = false\n"
                                + "drain-rate = 256K\n[control]\nallow-exit = false\n"
                                + "[metrics]\nlisten = [::1]:9471\n")
                        .config();
        assertEquals(
                new DaemonConfig.Spool(
                        Optional.of(Path.of("/s")), OptionalLong.of(64 << 20), false, 256 << 10),
                config.spool());
        assertFalse(config.control().allowExit());
        assertEquals(Optional.of(new Listen("::1", 9471)), config.metrics().listen());
        assertEquals(Optional.of("abc"), config.global().token());
        String open = HEAD + "[metrics]\nlisten = 0.0.0.0:1\nallow-remote = true\n";
        assertEquals(Optional.of(new Listen("0.0.0.0", 1)), load(open).config().metrics().listen());
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
    void shippedMasterFile_isReadyForASite() throws ConfigException {
        Path config = Path.of(System.getProperty("project.root", ".."), "config");
        Loaded loaded = DaemonConfig.read(config.resolve("sonar-slurm-master.cfg"));
        assertEquals(List.of(), loaded.remarks());
        assertEquals(Role.MASTER, loaded.config().global().role());
        assertEquals(Optional.of(new Cadence(900)), loaded.config().jobs().cadence());
        assertTrue(loaded.config().jobs().uncompleted());
        assertEquals(OptionalInt.of(500), loaded.config().jobs().batchSize());
        assertEquals(Optional.of(new Cadence(14400)), loaded.config().cluster().cadence());
        assertEquals(Optional.empty(), loaded.config().sample().cadence());
    }

    /** What is commented out in the master's file is what leaving it out means, and is known. */
    @Test
    void shippedMasterFile_withEveryKeyTakenIn_saysTheSame() throws Exception {
        Path config = Path.of(System.getProperty("project.root", ".."), "config");
        String text = Files.readString(config.resolve("sonar-slurm-master.cfg"));
        String jobs = text.substring(text.indexOf("[jobs]"), text.indexOf("[cluster]"));
        String all = text.replace(jobs, jobs.replaceAll("(?m)^#(?=[a-z])", ""));
        DaemonConfig.Jobs plain = load(text).config().jobs();
        Loaded loaded = load(all);
        assertEquals(List.of(), loaded.remarks());
        assertEquals(Optional.of(Duration.ofMinutes(30)), loaded.config().jobs().window());
        assertEquals(plain.refresh(), loaded.config().jobs().refresh());
        assertEquals(plain.maxWindow(), loaded.config().jobs().maxWindow());
        assertEquals(plain.states(), loaded.config().jobs().states());
        assertEquals(plain.deltaCoding(), loaded.config().jobs().deltaCoding());
    }

    @Test
    void shippedFiles_load() throws ConfigException {
        Path config = Path.of(System.getProperty("project.root", ".."), "config");
        for (String name : List.of("sonar-slurm-node.cfg", "sonar-nonslurm-node.cfg")) {
            Loaded loaded = DaemonConfig.read(config.resolve(name));
            assertEquals(List.of(), loaded.remarks());
            assertEquals("fox.educloud.no", loaded.config().global().cluster());
            assertEquals(Optional.of(new Cadence(15)), loaded.config().sample().cadence());
            assertEquals(Duration.ofSeconds(5), kafka(loaded.config()).pace().window());
        }
    }
}
