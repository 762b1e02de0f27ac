package hydrophone.agent.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hydrophone.agent.machine.HostName;
import hydrophone.agent.machine.SystemCommands;
import hydrophone.codec.JsonCodec;
import hydrophone.message.Envelope;
import hydrophone.message.Envelope.Meta;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * Each recorded machine gives the messages that stand in its {@code expected} folder. {@code
 * -Dgolden.update=true} writes them anew; the difference is for a human to judge.
 */
class GoldenMachinesTest {
    private static final InstantSource CLOCK = Machines.NOW::toInstant;

    static List<String> machines() throws IOException {
        return Machines.names();
    }

    @ParameterizedTest
    @MethodSource("machines")
    void everythingOnce(String machine) throws Exception {
        Path root = Machines.ALL.resolve(machine);
        var collector =
                SampleCollector.oneShot(
                        root.resolve("proc"), origin(root), Machines.settings(false, false), CLOCK);
        compare(root, "sample.json", collector);
    }

    @ParameterizedTest
    @MethodSource("machines")
    void asADaemonWithRollup(String machine) throws Exception {
        Path root = Machines.ALL.resolve(machine);
        var collector =
                SampleCollector.forDaemon(
                        root.resolve("proc"), origin(root), Machines.settings(true, true), CLOCK);
        compare(root, "sample-rollup.json", collector);
    }

    @ParameterizedTest
    @MethodSource("machines")
    void sysinfo(String machine) throws Exception {
        Path root = Machines.ALL.resolve(machine);
        var collector =
                new SysinfoCollector(
                        root.resolve("proc"),
                        root.resolve("sys"),
                        origin(root),
                        SysinfoSettings.none(),
                        new SystemCommands());
        compare(root, "sysinfo.json", collector);
    }

    private static Origin origin(Path root) {
        String host = HostName.read(root.resolve("proc"));
        return new Origin("fox.educloud.no", HostName.cut(host));
    }

    private static void compare(Path root, String name, Collector collector) throws Exception {
        Observation observation = collector.collect(Machines.NOW);
        var meta = new Meta(Meta.HYDROPHONE, "0.0.0", observation.attrs());
        byte[] bytes = JsonCodec.encode(Envelope.of(meta, observation.parts().getFirst()));
        String json = new String(bytes, StandardCharsets.UTF_8).replace(root.toString(), "ROOT");
        Path golden = root.resolve("expected").resolve(name);
        if (Boolean.getBoolean("golden.update")) write(golden, lines(json));
        assertEquals(Files.readString(golden), lines(json));
    }

    /** One line a job, process or disk, so that a difference can be read. */
    private static String lines(String json) {
        return json.replace("{\"", "\n{\"").stripLeading();
    }

    private static void write(Path golden, String json) throws IOException {
        Files.createDirectories(golden.getParent());
        Files.writeString(golden, json);
    }
}
