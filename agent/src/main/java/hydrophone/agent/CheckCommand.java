package hydrophone.agent;

import hydrophone.agent.collect.Origin;
import hydrophone.agent.config.CertificateFile;
import hydrophone.agent.config.ConfigException;
import hydrophone.agent.config.DaemonConfig;
import hydrophone.agent.config.DaemonConfig.Loaded;
import hydrophone.agent.config.Destination.Kafka;
import hydrophone.agent.config.Destination.Remote;
import hydrophone.agent.config.Problem;
import hydrophone.agent.config.Problem.Kind;
import hydrophone.agent.machine.HostName;
import hydrophone.agent.sink.Finding;
import hydrophone.kafka.KafkaSettings;
import hydrophone.kafka.KafkaSettings.Certificate;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * {@code agent check FILE [--connect]}: everything that is to say about a configuration. Good news
 * on standard output, the rest on standard error; the exit status is that of the first error.
 */
@Command(
        name = "check",
        description = {
            "Says what is wrong with a daemon's configuration, all of it at once, and when its"
                    + " certificates end.",
            "With --connect also whether its messages would arrive; none is sent."
        },
        footer = {
            "",
            "Exit status: 0 usable, 69 nobody answers, 73 cannot create a file, 77 not permitted,"
                    + " 78 configuration."
        })
final class CheckCommand implements Callable<Integer> {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this and end")
    boolean help;

    @Option(
            names = "--connect",
            description = "come to the sink with these settings and look what it lets us do")
    boolean connect;

    @Parameters(paramLabel = "FILE", description = "the configuration")
    Path file = Path.of("");

    private final InstantSource clock = InstantSource.system();
    private int status = Exit.OK;

    @Override
    public Integer call() throws InterruptedException {
        try {
            Loaded loaded = DaemonConfig.read(file);
            loaded.remarks().forEach(this::say);
            if (status != Exit.OK) return status;
            warnOfThisMachine(loaded.config());
            look(loaded.certificates(), loaded.config());
            if (status != Exit.OK) return status;
            System.out.println(summary(loaded.config()));
            if (connect) new ConnectCheck(loaded.config(), clock, this::say).look();
            return status;
        } catch (ConfigException e) {
            e.problems().forEach(this::say);
            return e.forbidden() ? Exit.PERMISSION : Exit.CONFIG;
        }
    }

    private void say(Problem problem) {
        boolean warning = problem.kind() == Kind.WARNING;
        String text = problem.toString();
        say(warning ? Finding.warning(text) : Finding.wrong(Exit.CONFIG, text));
    }

    private void say(Finding finding) {
        switch (finding.level()) {
            case GOOD -> System.out.println(finding.text());
            case WARNING -> System.err.println("warning: " + finding.text());
            case WRONG -> System.err.println("error: " + finding.text());
        }
        if (status == Exit.OK) status = finding.exitStatus();
    }

    /** No errors: the file may be for another machine. */
    private void warnOfThisMachine(DaemonConfig config) {
        for (Path root : List.of(config.global().procRoot(), config.global().sysRoot())) {
            if (Files.isDirectory(root)) continue;
            say(Finding.warning(root + ": no such folder on this machine"));
        }
        for (String missing : SlurmPrograms.missing(config)) say(Finding.warning(missing));
        if (!(config.destination() instanceof Remote)) return;
        String host = HostName.read(config.global().procRoot());
        String node = config.global().hostnameOnly() ? HostName.cut(host) : host;
        SpoolFolder.remark(SpoolFolder.of(config, new Origin(config.global().cluster(), node)))
                .map(Finding::warning)
                .ifPresent(this::say);
    }

    private void look(List<CertificateFile> files, DaemonConfig config) {
        CertificateCheck check = new CertificateCheck(clock.instant(), key(config));
        for (CertificateFile each : files) say(check.look(each));
    }

    private static Optional<Path> key(DaemonConfig config) {
        if (!(config.destination() instanceof Kafka(var settings, _, _))) return Optional.empty();
        KafkaSettings.Tls tls = settings.tls();
        return tls == null ? Optional.empty() : tls.own().map(Certificate::keyFile);
    }

    private String summary(DaemonConfig config) {
        return file
                + ": usable: cluster "
                + config.global().cluster()
                + ", "
                + config.destination().name()
                + (config.sample().cadence().isPresent() || config.sysinfo().cadence().isPresent()
                        ? "\nGPUs are not observed by this version; their collectors come later."
                        : "");
    }
}
