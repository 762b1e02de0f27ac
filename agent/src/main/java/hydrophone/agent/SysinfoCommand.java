package hydrophone.agent;

import hydrophone.agent.collect.SysinfoCollector;
import hydrophone.agent.collect.SysinfoSettings;
import hydrophone.agent.machine.SystemCommands;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.time.InstantSource;
import java.util.concurrent.Callable;

/** {@code agent sysinfo}: what this machine is made of, once. */
@Command(name = "sysinfo", description = "Prints what this machine is made of.")
final class SysinfoCommand implements Callable<Integer> {
    @Mixin OnceOptions options = new OnceOptions();

    @Option(
            names = "--topo-svg-cmd",
            paramLabel = "C",
            description = "a command that writes the topology as SVG, such as lstopo")
    String topoSvg = "";

    @Option(
            names = "--topo-text-cmd",
            paramLabel = "C",
            description = "a command that writes the topology as text, such as hwloc-ls")
    String topoText = "";

    @Override
    public Integer call() {
        return Once.run(
                options,
                new SysinfoCollector(
                        options.procRoot,
                        options.sysRoot,
                        options.origin(),
                        new SysinfoSettings(topoSvg, topoText),
                        new SystemCommands()),
                InstantSource.system());
    }
}
