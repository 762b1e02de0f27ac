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
import hydrophone.codec.JsonCodec;
import hydrophone.message.Attributes;
import hydrophone.message.Envelope;
import hydrophone.message.Envelope.ErrorObject;
import hydrophone.message.Envelope.Meta;

import java.io.ByteArrayOutputStream;
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
        List<Envelope> messages = observe(options, collector, now);
        try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
            for (Envelope message : messages) {
                byte[] line = JsonCodec.encode(message);
                out.write(options.pretty ? pretty(line) : line);
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

    private static List<Envelope> observe(
            OnceOptions options, Collector collector, OffsetDateTime now) {
        String version = Version.text();
        try {
            Observation seen = collector.collect(now);
            Meta meta = new Meta(options.producer, version, seen.attrs());
            List<Envelope> messages = new ArrayList<>();
            for (Attributes part : seen.parts()) messages.add(Envelope.of(meta, part));
            return messages;
        } catch (CollectException e) {
            Origin origin = options.origin();
            ErrorObject error =
                    new ErrorObject(
                            String.valueOf(e.getMessage()), now, origin.cluster(), origin.node());
            Meta meta = new Meta(options.producer, version, List.of());
            return List.of(Envelope.ofErrors(meta, List.of(error)));
        }
    }

    private static byte[] pretty(byte[] line) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream(line.length * 2);
        JsonFactory factory = new JsonFactory();
        try (JsonParser from = factory.createParser(line);
                JsonGenerator to = factory.createGenerator(text)) {
            to.setPrettyPrinter(new DefaultPrettyPrinter());
            while (from.nextToken() != null) to.copyCurrentEvent(from);
        }
        text.write('\n');
        return text.toByteArray();
    }
}
