package hydrophone.agent.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

import hydrophone.agent.machine.Commands;
import hydrophone.agent.machine.RunOnly;
import hydrophone.codec.Decoded;
import hydrophone.codec.JsonCodec;
import hydrophone.message.Attributes;
import hydrophone.message.Envelope;
import hydrophone.message.Envelope.Meta;
import hydrophone.message.SampleAttributes;
import hydrophone.message.SampleProcess;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Whatever the files of a machine hold and however they change from look to look, a message that
 * everybody can read or a CollectException comes out. The collectors live as long as the daemon's,
 * so that 100 ms are waited once; each input begins with the recorded machine.
 */
class MachineFuzzTest {
    private static final Origin ORIGIN = new Origin("c.example", "n1");
    private static final String HUGE = "18446744073709551615";

    private static Path folder;
    private static EditedMachine node;
    private static EditedMachine hardware;
    private static SampleCollector each;
    private static SampleCollector rolledUp;

    @BeforeAll
    static void machines() throws IOException {
        Path memory = Path.of("/dev/shm");
        folder =
                Files.isWritable(memory)
                        ? Files.createTempDirectory(memory, "hydrophone-fuzz-")
                        : Files.createTempDirectory("hydrophone-fuzz-");
        String files = "stat statm status io cgroup";
        node =
                new EditedMachine(
                        folder.resolve("node"),
                        "slurm-node-v2",
                        "proc/(1|2|33000|338[68].|33890|34001)/.*|proc/[^/]+|etc/.*",
                        Stream.of(files.split(" ", -1)).map("proc/33883/"::concat).toList());
        hardware =
                new EditedMachine(
                        folder.resolve("hardware"),
                        "slurm-node-v2",
                        "proc/(cpuinfo|meminfo|sys/.*)|sys/.*",
                        List.of(
                                "sys/firmware/acpi/tables/APIC",
                                "sys/firmware/dmi/entries/4-0/raw"));
        each = collector(false);
        rolledUp = collector(true);
    }

    private static SampleCollector collector(boolean rollup) {
        return SampleCollector.forDaemon(
                node.root().resolve("proc"),
                ORIGIN,
                Machines.settings(false, rollup),
                Machines.NOW::toInstant);
    }

    @AfterAll
    static void remove() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    static Stream<byte[]> sample() {
        return Stream.concat(
                Stream.of("33881/stat", "33881/statm", "33881/status", "33881/io", "33881/cgroup")
                        .flatMap(file -> edits(node, "proc/" + file)),
                Stream.of("stat", "meminfo", "loadavg", "diskstats", "uptime")
                        .flatMap(file -> edits(node, "proc/" + file)));
    }

    /** The first byte's lowest bit asks for roll-up. */
    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void sample(byte[] edits) throws Exception {
        var input = ByteBuffer.wrap(edits);
        var collector = input.hasRemaining() && (input.get() & 1) == 1 ? rolledUp : each;
        node.restore();
        assertTrue(collect(collector) instanceof SampleAttributes);
        for (int look = 0; look < 3 && input.remaining() >= 2; look++) {
            node.edit(input);
            if (collect(collector) instanceof SampleAttributes sample) assertSums(sample);
        }
    }

    private static void assertSums(SampleAttributes sample) {
        var processes = new ArrayList<SampleProcess>();
        sample.jobs().forEach(job -> processes.addAll(job.processes()));
        List<ToLongFunction<SampleProcess>> figures =
                List.of(
                        SampleProcess::residentMemory,
                        SampleProcess::virtualMemory,
                        SampleProcess::dataRead,
                        SampleProcess::dataWritten,
                        SampleProcess::cpuTime,
                        SampleProcess::numThreads);
        for (var figure : figures) {
            for (var process : processes) {
                long one = figure.applyAsLong(process);
                assertTrue(one >= 0 && one <= Long.MAX_VALUE / 3000, process::toString);
            }
        }
        for (var process : processes) {
            assertTrue(process.cpuUtil() >= 0 && process.cpuAvg() >= 0, process::toString);
        }
    }

    static Stream<byte[]> sysinfo() {
        return Stream.of(
                        "proc/cpuinfo",
                        "proc/meminfo",
                        "proc/sys/kernel/arch",
                        "sys/devices/system/cpu/cpu0/topology/thread_siblings_list",
                        "sys/devices/system/cpu/cpu0/topology/physical_package_id",
                        "sys/devices/system/node/node0/distance",
                        "sys/firmware/dmi/entries/4-0/raw")
                .flatMap(file -> edits(hardware, file));
    }

    @MethodSource
    @FuzzTest(maxDuration = "1m")
    void sysinfo(byte[] edits) throws Exception {
        hardware.restore();
        if (edits.length > 0) hardware.edit(ByteBuffer.wrap(edits, 1, edits.length - 1));
        RunOnly none = (command, _, _) -> new Commands.Result(1, false, false, new byte[0], "");
        collect(
                new SysinfoCollector(
                        hardware.root().resolve("proc"),
                        hardware.root().resolve("sys"),
                        ORIGIN,
                        SysinfoSettings.none(),
                        none));
    }

    /** What was read from the message, null for an error's. */
    @SuppressWarnings("NullAway") // an error has no attributes
    private static Attributes collect(Collector collector) throws Exception {
        Envelope message;
        try {
            Observation seen = collector.collect(Machines.NOW);
            message = Envelope.of(meta(seen), seen.parts().getFirst());
        } catch (CollectException e) {
            assertFalse(Objects.requireNonNull(e.getMessage()).isEmpty());
            return null;
        }
        byte[] bytes = JsonCodec.encode(message);
        Decoded decoded = JsonCodec.decode(collector.type(), bytes);
        assertEquals(List.of(), decoded.anomalies());
        assertTrue(decoded.unknownMembers().isEmpty());
        assertEquals(text(bytes), text(JsonCodec.encode(decoded.envelope())));
        return decoded.envelope().data();
    }

    private static Meta meta(Observation seen) {
        return new Meta(Meta.HYDROPHONE, "0.0.0", seen.attrs());
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** Each kind of edit to one file, a look, and then it is cut. */
    private static Stream<byte[]> edits(EditedMachine machine, String path) {
        int file = machine.file(path);
        byte[] huge = HUGE.getBytes(StandardCharsets.UTF_8);
        return IntStream.range(0, EditedMachine.LOOK)
                .mapToObj(operation -> {
                    var out = new ByteArrayOutputStream();
                    byte at = (byte) (operation == EditedMachine.COPY ? file + 5 : 40);
                    out.write(operation);
                    out.writeBytes(bytes(file, operation, at, huge.length));
                    if (operation <= EditedMachine.INSERT) out.writeBytes(huge);
                    out.writeBytes(bytes(file, EditedMachine.LOOK));
                    out.writeBytes(bytes(file, EditedMachine.CUT, 200, 0));
                    return out.toByteArray();
                });
    }

    private static byte[] bytes(int... values) {
        var out = new ByteArrayOutputStream();
        for (int value : values) out.write(value);
        return out.toByteArray();
    }
}
