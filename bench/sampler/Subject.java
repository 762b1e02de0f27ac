package hydrophone.bench;

import com.sun.management.ThreadMXBean;

import hydrophone.agent.collect.Observation;
import hydrophone.agent.collect.Origin;
import hydrophone.agent.collect.SampleCollector;
import hydrophone.agent.config.DaemonConfig;
import hydrophone.codec.MessageEncoder;
import hydrophone.message.Attributes;
import hydrophone.message.Envelope;
import hydrophone.message.Envelope.Meta;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;

/**
 * What is measured: the agent's own collector and codec, in a JVM started as the agent is. For each
 * line on standard input it takes one sample, encodes it, and prints: CPU time of this thread in ns
 * (user and system), bytes allocated, bytes of the message, wall time in ns.
 */
public final class Subject {
    private static final int MOST = 2 << 20;

    private Subject() {}

    /**
     * @param args the configuration file of a daemon
     */
    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var settings = DaemonConfig.read(Path.of(args[0])).config().sample().settings();
        InstantSource clock = InstantSource.system();
        var collector =
                SampleCollector.forDaemon(
                        Path.of("/proc"), new Origin("bench.local", "bench"), settings, clock);
        var encoder = new MessageEncoder();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            long wall = System.nanoTime();
            long bytes = threads.getCurrentThreadAllocatedBytes();
            long cpu = threads.getCurrentThreadCpuTime();
            long length = sample(collector, encoder, clock);
            long cpuUsed = threads.getCurrentThreadCpuTime() - cpu;
            long allocated = threads.getCurrentThreadAllocatedBytes() - bytes;
            out.println(
                    cpuUsed
                            + " "
                            + allocated
                            + " "
                            + length
                            + " "
                            + (System.nanoTime() - wall));
        }
    }

    private static long sample(
            SampleCollector collector, MessageEncoder encoder, InstantSource clock)
            throws Exception {
        Observation seen =
                collector.collect(
                        clock.instant().atZone(ZoneId.systemDefault()).toOffsetDateTime());
        Meta meta = new Meta(Meta.HYDROPHONE, "bench", seen.attrs());
        long length = 0;
        for (Attributes part : seen.parts())
            length += encoder.encode(Envelope.of(meta, part), MOST).orElseThrow().length;
        return length;
    }
}
