package hydrophone.agent;

import hydrophone.agent.collect.Origin;
import hydrophone.agent.machine.HostName;
import hydrophone.message.Envelope.Meta;

import picocli.CommandLine.Option;

import java.nio.file.Path;

/** Options that the commands for one observation share. */
final class OnceOptions {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this and end")
    boolean help;

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            description = "the cluster's name; none is sent without it")
    String cluster = "";

    @Option(names = "--hostname-only", description = "cut this machine's name at its first dot")
    boolean hostnameOnly;

    @Option(
            names = "--producer",
            paramLabel = "NAME",
            description = "what meta.producer says (default: hydrophone)")
    String producer = Meta.HYDROPHONE;

    @Option(names = "--proc-root", paramLabel = "DIR", description = "read this instead of /proc")
    Path procRoot = Wiring.PROC;

    @Option(names = "--sys-root", paramLabel = "DIR", description = "read this instead of /sys")
    Path sysRoot = Wiring.SYS;

    @Option(names = "--pretty", description = "over many lines, for reading")
    boolean pretty;

    @Option(names = "--json", description = "no effect: the output is always JSON")
    boolean json;

    String host() {
        return HostName.read(procRoot);
    }

    Origin origin() {
        return new Origin(cluster, hostnameOnly ? HostName.cut(host()) : host());
    }
}
