package hydrophone.agent.config;

import hydrophone.agent.collect.SampleSettings;
import hydrophone.agent.collect.SysinfoSettings;
import hydrophone.agent.config.DaemonConfig.Cluster;
import hydrophone.agent.config.DaemonConfig.Debug;
import hydrophone.agent.config.DaemonConfig.Global;
import hydrophone.agent.config.DaemonConfig.Jobs;
import hydrophone.agent.config.DaemonConfig.Loaded;
import hydrophone.agent.config.DaemonConfig.Programs;
import hydrophone.agent.config.DaemonConfig.Sample;
import hydrophone.agent.config.DaemonConfig.Sysinfo;
import hydrophone.agent.config.IniFile.Header;
import hydrophone.agent.config.IniFile.Setting;
import hydrophone.agent.config.Problem.Kind;
import hydrophone.message.Envelope.Meta;
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
    private static final String SLURM_LATER =
            "Slurm is not collected in this version; nothing comes of it yet";

    /** Sections of later versions. */
    private static final Set<String> LATER = Set.of("spool", "control", "metrics");

    private final IniFile ini;
    private final Problems problems;
    private final Map<String, Section> sections = new LinkedHashMap<>();
    private final Set<String> names = new LinkedHashSet<>();

    ConfigReader(IniFile ini) {
        this.ini = ini;
        this.problems = new Problems(ini.name());
        problems.addAll(ini.problems());
    }

    Loaded read() throws ConfigException {
        Global global = global(section("global"));
        Optional<DaemonConfig.Kafka> kafka =
                new SinkReader(this, problems, global.cluster()).read();
        Sample sample = sample(section("sample", "ps"));
        Programs programs = programs(section("programs"));
        Sysinfo sysinfo = sysinfo(section("sysinfo"), section("programs"));
        Jobs jobs = jobs(section("jobs", "slurm"));
        Cluster cluster = cluster(section("cluster"));
        Debug debug = debug(section("debug"));
        sections.values().forEach(Section::finish);
        headers();
        if (problems.hasErrors()) throw new ConfigException(problems.sorted(), false);
        return new Loaded(
                new DaemonConfig(global, kafka, sample, sysinfo, jobs, cluster, programs, debug),
                problems.sorted());
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
        Set<String> known = new LinkedHashSet<>(names);
        known.addAll(LATER);
        for (Header header : ini.headers()) {
            String name = header.section();
            if (LATER.contains(name)) {
                problems.add(
                        header.line(),
                        "[" + name + "]",
                        Kind.WARNING,
                        "not in this version yet; ignored");
            } else if (!known.contains(name)) {
                String hint =
                        NearestName.of(name, known)
                                .map(k -> "; did you mean [" + k + "]?")
                                .orElse("; known are " + String.join(", ", known));
                problems.add(
                        header.line(), "[" + name + "]", Kind.UNKNOWN, "unknown section" + hint);
            }
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
                s.folder("sys-root").orElse(Path.of("/sys")));
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
        s.flag(true, "delta-coding");
        s.without("jobs are not written to a file in this version; ignored", "dump");
        s.warn("cadence", SLURM_LATER);
        return new Jobs(
                s.cadence(),
                s.span("window"),
                s.flag(false, "uncompleted", "incomplete"),
                s.count("batch-size"));
    }

    private static Cluster cluster(Section s) {
        s.text("domain");
        s.warn("cadence", SLURM_LATER);
        return new Cluster(s.cadence(), s.flag(true, "on-startup"));
    }

    private static Programs programs(Section s) {
        s.program("curl-command");
        return new Programs(
                s.program("sacct-command"),
                s.program("scontrol-command"),
                s.program("sinfo-command"));
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
