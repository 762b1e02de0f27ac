package hydrophone.agent.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hydrophone.agent.machine.Commands;
import hydrophone.agent.machine.RunOnly;
import hydrophone.agent.machine.SystemCommands;
import hydrophone.codec.JsonCodec;
import hydrophone.message.Envelope;
import hydrophone.message.Envelope.Meta;
import hydrophone.message.SysinfoAttributes;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

class SysinfoCollectorTest {
    @TempDir Path folder;

    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void machine() throws IOException {
        Machines.copy("slurm-node-v1", folder);
    }

    private SysinfoCollector collector(String svg, String text) {
        return new SysinfoCollector(
                folder.resolve("proc"),
                folder.resolve("sys"),
                new Origin("c", "n"),
                new SysinfoSettings(svg, text),
                (RunOnly) this::impatient,
                said::add);
    }

    /** A tenth of the time that a command is promised, so that these tests end. */
    private Commands.Result impatient(List<String> command, Duration time, int max)
            throws IOException {
        assertEquals(Duration.ofSeconds(5), time);
        return new SystemCommands().run(command, time.dividedBy(10), max);
    }

    private static SysinfoAttributes seen(SysinfoCollector collector) throws Exception {
        return (SysinfoAttributes) collector.collect(Machines.NOW).parts().getFirst();
    }

    private String script(String body) throws IOException {
        Path file = Files.createTempFile(folder, "topo", ".sh");
        Files.writeString(file, body + "\n");
        return "sh " + file;
    }

    @Test
    void aCommandIsSplitAtBlanks_andItsOutputKeptByteForByte() throws Exception {
        SysinfoAttributes seen = seen(collector("printf  <%s>\\377 a", " echo\tb "));
        assertEquals(
                "<a>\u00ff",
                new String(
                        Base64.getDecoder().decode(seen.topoSvg()), StandardCharsets.ISO_8859_1));
        assertEquals(
                "b\n",
                new String(Base64.getDecoder().decode(seen.topoText()), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "exit 3\\n; exit status 3",
                "echo no such option >&2\\nexit 1; exit status 1: no such option",
                "echo half of it\\nexit 4; exit status 4",
                "true; wrote nothing",
                "while :\\ndo echo 0123456789\\ndone; wrote more than 262144 bytes",
                "sleep 1000 &\\nsleep 1000; did not end within 5 s",
                "exec 1>&-\\nsleep 1000; did not end within 5 s",
            })
    void aCommandThatFails_isLeftOut_andSaidOnce(String body, String expected) throws Exception {
        String command = script(body.replace("\\n", "\n"));
        SysinfoCollector collector = collector("", command);
        for (int i = 0; i < 2; i++) assertEquals("", seen(collector).topoText());
        assertEquals(List.of("sysinfo: '" + command + "' is left out: " + expected), said);
    }

    @Test
    void aCommandThatFailsAnew_isSaidAnew() throws Exception {
        Path flag = folder.resolve("flag");
        String command = script("cat " + flag);
        SysinfoCollector collector = collector(command, "");
        assertEquals("", seen(collector).topoSvg());
        Files.writeString(flag, "x");
        assertEquals("eA==", seen(collector).topoSvg());
        Files.delete(flag);
        assertEquals("", seen(collector).topoSvg());
        assertEquals(2, said.size(), said.toString());
    }

    @Test
    void aCommandThatIsNotThere_isSaid() throws Exception {
        assertEquals("", seen(collector("/no/such/lstopo", "")).topoSvg());
        assertTrue(said.getFirst().contains("/no/such/lstopo"), said.toString());
    }

    /** Two commands, each at its limit, leave the message below the agent's limit. */
    @Test
    void twoCommandsAtTheirLimitsFitIntoAMessage() throws Exception {
        SysinfoAttributes seen =
                seen(
                        collector(
                                script("head -c 1048576 /dev/zero"),
                                script("head -c 262144 /dev/zero")));
        byte[] message =
                JsonCodec.encode(Envelope.of(new Meta("hydrophone", "0", List.of()), seen));
        assertEquals(1_398_104, seen.topoSvg().length());
        assertEquals(349_528, seen.topoText().length());
        assertTrue(message.length < 2 << 20, "bytes: " + message.length);
    }

    @Test
    void withoutSys_cpuinfoCounts_andThatIsSaidOnce() throws Exception {
        Files.move(folder.resolve("sys"), folder.resolve("hidden"));
        SysinfoCollector collector = collector("", "");
        for (int i = 0; i < 2; i++) {
            SysinfoAttributes seen = seen(collector);
            assertEquals("0 2 4 1", facts(seen));
        }
        assertEquals(1, said.size(), said.toString());
        assertTrue(said.getFirst().contains("sys/devices/system cannot be read"), said.toString());
    }

    private static String facts(SysinfoAttributes seen) {
        return seen.numaNodes()
                + " "
                + seen.sockets()
                + " "
                + seen.coresPerSocket()
                + " "
                + seen.threadsPerCore();
    }

    @Test
    void aMachineThatNamesNoCpu_isUnknown() throws Exception {
        Files.writeString(folder.resolve("proc/cpuinfo"), "processor\t: 0\n");
        assertEquals("unknown", seen(collector("", "")).cpuModel());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpuinfo", "meminfo"})
    void withoutThese_thereIsNoSysinfo(String file) throws Exception {
        Files.delete(folder.resolve("proc").resolve(file));
        var error = assertThrows(CollectException.class, () -> seen(collector("", "")));
        assertEquals(folder.resolve("proc").resolve(file) + ": cannot be read", error.getMessage());
    }
}
