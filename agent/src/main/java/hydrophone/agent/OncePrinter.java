package hydrophone.agent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;

import hydrophone.Version;
import hydrophone.agent.collect.Feed;
import hydrophone.agent.collect.Receipt;
import hydrophone.agent.daemon.Envelopes;
import hydrophone.codec.JsonCodec;
import hydrophone.codec.MessageEncoder;
import hydrophone.message.Attributes;
import hydrophone.message.Envelope;
import hydrophone.message.Envelope.Attr;
import hydrophone.message.Envelope.ErrorObject;
import hydrophone.message.Envelope.Meta;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Prints messages as they are made, one a line, and keeps errors for the end: whoever reads the
 * first line finds data there if there is any. Output that cannot be written is an {@link
 * UncheckedIOException}, since a collector has nothing to do with it.
 */
final class OncePrinter implements Feed {
    private final OnceOptions options;
    private final OffsetDateTime now;
    private final OutputStream out;
    private final MessageEncoder encoder = new MessageEncoder();
    private final List<String> troubles = new ArrayList<>();
    private volatile boolean silent;

    OncePrinter(OnceOptions options, OffsetDateTime now, OutputStream out) {
        this.options = options;
        this.now = now;
        this.out = out;
    }

    @Override
    public void message(Attributes part, List<Attr> attrs, Receipt receipt) {
        Optional<byte[]> line = encode(part, attrs);
        if (line.isPresent()) print(line.get());
        else trouble("the message is too large");
        receipt.accepted();
    }

    @Override
    public void trouble(String detail) {
        troubles.add(detail);
    }

    /** Prints the troubles: an envelope for all of them. */
    void finish() {
        if (!troubles.isEmpty()) print(errors());
    }

    /** From now on nothing is printed. From any thread. */
    void silence() {
        silent = true;
    }

    /** Empty if it is larger than the daemon would send. */
    Optional<byte[]> encode(Attributes part, List<Attr> attrs) {
        Meta meta = new Meta(options.producer, Version.text(), attrs);
        return encoder.encode(Envelope.of(meta, part), Envelopes.MAX_BYTES);
    }

    void print(byte[] line) {
        if (silent) return;
        try {
            if (options.pretty) pretty(line);
            else out.write(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] errors() {
        var origin = options.origin();
        Meta meta = new Meta(options.producer, Version.text(), List.of());
        List<ErrorObject> errors =
                troubles.stream()
                        .map(t -> new ErrorObject(t, now, origin.cluster(), origin.node()))
                        .toList();
        return JsonCodec.encode(Envelope.ofErrors(meta, errors));
    }

    private void pretty(byte[] line) throws IOException {
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
