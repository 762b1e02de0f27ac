package hydrophone.agent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;

import hydrophone.Version;
import hydrophone.agent.collect.CollectException;
import hydrophone.agent.collect.Collector;
import hydrophone.agent.collect.Observation;
import hydrophone.agent.collect.Origin;
import hydrophone.agent.daemon.Envelopes;
import hydrophone.codec.JsonCodec;
import hydrophone.codec.MessageEncoder;
import hydrophone.message.Attributes;
import hydrophone.message.Envelope;
import hydrophone.message.Envelope.ErrorObject;
import hydrophone.message.Envelope.Meta;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One observation on standard output. What could not be observed is a message too, of errors, and
 * the exit status is 0 all the same. SIGTERM and SIGHUP end it without output.
 */
final class Once {
    private Once() {}

    static int run(OnceOptions options, Collector collector, InstantSource clock) {
        Runtime runtime = Runtime.getRuntime();
        // A hook and not Signals, whose reflection alone takes as long as all else before a sample.
        Thread silent = new Thread(() -> runtime.halt(Exit.OK), "signal");
        runtime.addShutdownHook(silent);
        try {
            return print(options, collector, clock);
        } finally {
            endsByItself(runtime, silent);
        }
    }

    private static void endsByItself(Runtime runtime, Thread hook) {
        try {
            runtime.removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // Told to end just now: the hook does.
            return;
        }
    }

    private static int print(OnceOptions options, Collector collector, InstantSource clock) {
        OffsetDateTime now =
                clock.instant()
                        .truncatedTo(ChronoUnit.SECONDS)
                        .atZone(ZoneId.systemDefault())
                        .toOffsetDateTime();
        List<byte[]> lines = observe(options, collector, now);
        try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
            for (byte[] line : lines) {
                if (options.pretty) pretty(line, out);
                else out.write(line);
            }
        } catch (IOException e) {
            return unwritten(e);
        }
        return Exit.OK;
    }

    /** Whoever read from a pipe has seen enough, as {@code head} has; a full disk has not. */
    private static int unwritten(IOException e) {
        String why = String.valueOf(e.getMessage());
        if (why.contains("Broken pipe")) return Exit.OK;
        System.err.println("agent: standard output cannot be written: " + why);
        return Exit.CANNOT_CREATE;
    }

    private static List<byte[]> observe(
            OnceOptions options, Collector collector, OffsetDateTime now) {
        try {
            Optional<Observation> seen = Optional.of(collector.collect(now));
            for (; seen.isPresent(); seen = collector.smaller()) {
                List<byte[]> lines = encoded(options, seen.get());
                if (!lines.isEmpty()) return lines;
            }
            return List.of(error(options, "the message is too large", now));
        } catch (CollectException e) {
            return List.of(error(options, String.valueOf(e.getMessage()), now));
        }
    }

    /** Empty if one is larger than the daemon would send. */
    private static List<byte[]> encoded(OnceOptions options, Observation seen) {
        Meta meta = new Meta(options.producer, Version.text(), seen.attrs());
        MessageEncoder encoder = new MessageEncoder();
        List<byte[]> lines = new ArrayList<>();
        for (Attributes part : seen.parts()) {
            Optional<byte[]> line = encoder.encode(Envelope.of(meta, part), Envelopes.MAX_BYTES);
            if (line.isEmpty()) return List.of();
            lines.add(line.get());
        }
        return lines;
    }

    private static byte[] error(OnceOptions options, String detail, OffsetDateTime now) {
        Origin origin = options.origin();
        ErrorObject error = new ErrorObject(detail, now, origin.cluster(), origin.node());
        Meta meta = new Meta(options.producer, Version.text(), List.of());
        return JsonCodec.encode(Envelope.ofErrors(meta, List.of(error)));
    }

    private static void pretty(byte[] line, OutputStream out) throws IOException {
        JsonFactory factory = new JsonFactory();
        try (JsonParser from = factory.createParser(line);
                JsonGenerator to = factory.createGenerator(out)) {
            to.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            to.setPrettyPrinter(new DefaultPrettyPrinter());
            while (from.nextToken() != null) to.copyCurrentEvent(from);
        }
        out.write('\n');
    }
}
