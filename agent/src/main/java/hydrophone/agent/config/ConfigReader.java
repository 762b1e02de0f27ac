package hydrophone.agent.config;

import hydrophone.agent.collect.SampleSettings;
import hydrophone.agent.collect.SysinfoSettings;
import hydrophone.agent.config.DaemonConfig.Cluster;
import hydrophone.agent.config.DaemonConfig.Control;
import hydrophone.agent.config.DaemonConfig.Debug;
import hydrophone.agent.config.DaemonConfig.Global;
import hydrophone.agent.config.DaemonConfig.Jobs;
import hydrophone.agent.config.DaemonConfig.Loaded;
import hydrophone.agent.config.DaemonConfig.Metrics;
import hydrophone.agent.config.DaemonConfig.Programs;
import hydrophone.agent.config.DaemonConfig.Sample;
import hydrophone.agent.config.DaemonConfig.Spool;
import hydrophone.agent.config.DaemonConfig.Sysinfo;
import hydrophone.agent.config.IniFile.Header;
import hydrophone.agent.config.IniFile.Setting;
import hydrophone.agent.config.Problem.Kind;
import hydrophone.agent.slurm.SacctQuery.States;
import hydrophone.message.Envelope.Meta;
import hydrophone.metrics.Listen;
import hydrophone.topic.Role;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** From settings to {@link DaemonConfig}: which sections and keys there are, and what they mean. */
final class ConfigReader {
    private static final Pattern NAME = Pattern.compile("(?!.*\\.\\.)[A-Za-z0-9._-]{1,253}");
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._-]{0,100}");
    private static final Duration REFRESH = Duration.ofMinutes(25);
    private static final Duration LONGEST_WINDOW = Duration.ofDays(366);
    private static final Duration MAX_WINDOW = Duration.ofDays(7);

    private static final long DRAIN_RATE = 1L << 20;
    private static final long LEAST_CAP = 4L << 20;

    private final IniFile ini;
    private final Problems problems;
    private final Map<String, Section> sections = new LinkedHashMap<>();
    private final Set<String> names = new LinkedHashSet<>();

    /**
     * @param exposure why others may read the file
     */
    ConfigReader(IniFile ini, Optional<String> exposure) {
        this.ini = ini;
        this.problems = new Problems(ini.name(), exposure);
        problems.addAll(ini.problems());
    }

    Loaded read() throws ConfigException {
        Global global = global(section("global"));
        Destination destination = new DestinationReader(this, problems, global.cluster()).read();
        Spool spool = spool(section("spool"));
        Control control = control(section("control"));
        Metrics metrics = metrics(section("metrics"));
        Sample sample = sample(section("sample", "ps"));
        Programs programs = programs(section("programs"));
        Sysinfo sysinfo = sysinfo(section("sysinfo"), section("programs"));
        Jobs jobs = jobs(section("jobs", "slurm"));
        Cluster cluster = cluster(section("cluster"));
        Debug debug = debug(section("debug"));
        sections.values().forEach(Section::finish);
        headers();
        if (problems.hasErrors()) {
            throw new ConfigException(problems.sorted(), problems.onlyForbidden());
        }
        return new Loaded(
                new DaemonConfig(
                        global,
                        destination,
                        spool,
                        control,
                        metrics,
                        sample,
                        sysinfo,
                        jobs,
                        cluster,
                        programs,
                        debug),
                problems.sorted(),
                CertificateFile.of(ini));
    }

    /** The section of that name, or of another name that it has. */
    Section section(String name, String... aliases) {
        names.add(name);
        names.addAll(List.of(aliases));
        return sections.computeIfAbsent(
                name,
                n -> {
                    Set<String> all = new LinkedHashSet<>(List.of(aliases));
                    all.add(n);
                    List<Setting> own =
                            ini.settings().stream().filter(s -> all.contains(s.section())).toList();
                    return new Section(n, own, problems);
                });
    }

    boolean hasHeader(String name) {
        return headerLine(name) > 0;
    }

    /** The line of the section's first header, 0 if there is none. */
    int headerLine(String name) {
        return ini.headers().stream()
                .filter(h -> h.section().equals(name))
                .mapToInt(Header::line)
                .findFirst()
                .orElse(0);
    }

    private void headers() {
        for (Header header : ini.headers()) {
            String name = header.section();
            if (names.contains(name)) continue;
            String hint =
                    NearestName.of(name, names)
                            .map(k -> "; did you mean [" + k + "]?")
                            .orElse("; known are " + String.join(", ", names));
            problems.add(header.line(), "[" + name + "]", Kind.DOUBTFUL, "unknown section" + hint);
        }
    }

    private Global global(Section s) {
        Optional<String> cluster =
                s.value(
                        "a name of letters, digits, dots, - and _",
                        t -> Section.matching(NAME, t),
                        "cluster");
        Optional<Role> role = s.value("node or master", Role::ofWord, "role");
        if (!s.has("cluster")) {
            s.wrong("cluster", "missing; add \"cluster = NAME\" below [global]");
        }
        if (!s.has("role")) {
            s.wrong("role", "missing; add \"role = node\" or \"role = master\" below [global]");
        }
        return new Global(
                cluster.orElse("unknown"),
                role.orElse(Role.NODE),
                s.path("lock-directory", "lockdir"),
                s.value(
                                "letters, digits, dots, - and _",
                                t -> Section.matching(PREFIX, t),
                                "topic-prefix")
                        .orElse(""),
                s.flag(true, "hostname-only"),
                s.value("a name", t -> Section.matching(NAME, t), "producer")
                        .orElse(Meta.HYDROPHONE),
                s.folder("proc-root").orElse(Path.of("/proc")),
                s.folder("sys-root").orElse(Path.of("/sys")),
                token(s, section("kafka")),
                s.value("text or json", ConfigReader::isJson, "log-format").orElse(false));
    }

    /** Files of Sonar's early days have it below [kafka]. */
    private static Optional<String> token(Section s, Section kafka) {
        Optional<String> former =
                kafka.text("api-token-file")
                        .flatMap(f -> Secrets.content(kafka, "api-token-file", f));
        return s.text("api-token-file")
                .flatMap(f -> Secrets.content(s, "api-token-file", f))
                .or(() -> former);
    }

    private static Optional<Boolean> isJson(String word) {
        return switch (word) {
            case "text" -> Optional.of(false);
            case "json" -> Optional.of(true);
            default -> Optional.empty();
        };
    }

    private static Spool spool(Section s) {
        OptionalLong cap = s.volume("cap");
        if (cap.isPresent() && cap.getAsLong() < LEAST_CAP) {
            s.wrong("cap", "expected at least 4M, so that it holds the largest messages");
        }
        OptionalLong rate = s.volume("drain-rate");
        if (rate.isPresent() && rate.getAsLong() == 0) {
            s.wrong("drain-rate", "expected at least 1 byte a second, such as 1M");
        }
        return new Spool(s.folder("directory"), cap, s.flag(true, "sync"), rate.orElse(DRAIN_RATE));
    }

    private static Control control(Section s) {
        return new Control(s.flag(true, "enabled"), s.flag(true, "allow-exit"));
    }

    private static Metrics metrics(Section s) {
        Optional<Listen> listen = s.value("HOST:PORT", Listen::parse, "listen");
        boolean remote = s.flag(false, "allow-remote");
        if (listen.isPresent() && !listen.get().isLoopback() && !remote) {
            s.wrong(
                    "listen",
                    "expected an address of this machine alone, such as 127.0.0.1:9471;"
                            + " \"allow-remote = true\" lets others ask");
        }
        return new Metrics(listen);
    }

    private static Sample sample(Section s) {
        Optional<Duration> least = s.span("min-cpu-time");
        s.flag(false, "batchless");
        return new Sample(
                s.cadence(),
                new SampleSettings(
                        s.flag(true, "exclude-system-jobs"),
                        s.flag(true, "load"),
                        s.flag(false, "rollup"),
                        s.list("exclude-users"),
                        s.list("exclude-commands"),
                        least.isPresent()
                                ? OptionalLong.of(least.get().toSeconds())
                                : OptionalLong.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty()));
    }

    private static Sysinfo sysinfo(Section s, Section programs) {
        return new Sysinfo(
                s.cadence(),
                s.flag(true, "on-startup"),
                new SysinfoSettings(
                        command("topo-svg-command", programs, s),
                        command("topo-text-command", programs, s)));
    }

    /** [programs] is the place of today, [sysinfo] that of old files. */
    private static String command(String key, Section programs, Section old) {
        Optional<String> former = old.text(key);
        return programs.text(key).or(() -> former).orElse("");
    }

    private static Jobs jobs(Section s) {
        return new Jobs(
                s.cadence(),
                lookBack(s, "window"),
                s.flag(false, "uncompleted", "incomplete"),
                s.count("batch-size"),
                s.flag(true, "delta-coding"),
                s.value("all or sonar", ConfigReader::states, "states").orElse(States.ALL),
                s.span("refresh").orElse(REFRESH),
                lookBack(s, "max-window").orElse(MAX_WINDOW),
                s.path("dump"));
    }

    private static Optional<Duration> lookBack(Section s, String key) {
        Optional<Duration> span = s.span(key);
        if (span.filter(d -> d.compareTo(LONGEST_WINDOW) > 0).isPresent()) {
            s.wrong(key, "expected at most 8784h, a year: so long a time takes sacct hours");
        }
        return span;
    }

    private static Optional<States> states(String word) {
        return switch (word) {
            case "all" -> Optional.of(States.ALL);
            case "sonar" -> Optional.of(States.SONAR);
            default -> Optional.empty();
        };
    }

    private static Cluster cluster(Section s) {
        s.text("domain");
        return new Cluster(s.cadence(), s.flag(true, "on-startup"));
    }

    private static Programs programs(Section s) {
        if (s.program("curl-command").filter(c -> !c.isEmpty()).isPresent()) {
            s.warn("curl-command", "no program is run to send; ignored");
        }
        return new Programs(
                s.program("sacct-command").orElse("sacct"),
                s.program("scontrol-command").orElse("scontrol"),
                s.program("sinfo-command").orElse("sinfo"));
    }

    private static Debug debug(Section s) {
        return new Debug(
                s.flag(false, "verbose"),
                s.flag(false, "oneshot"),
                s.span("time-limit"),
                s.span("output-delay"),
                s.flag(false, "dump"));
    }
}
