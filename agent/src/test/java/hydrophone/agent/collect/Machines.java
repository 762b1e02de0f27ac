package hydrophone.agent.collect;

import hydrophone.codec.JsonCodec;
import hydrophone.codec.MalformedMessageException;
import hydrophone.message.Envelope;
import hydrophone.message.Envelope.Meta;
import hydrophone.message.MessageType;
import hydrophone.message.SampleAttributes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The recorded machines under src/test/resources/machines. */
final class Machines {
    static final Path ALL = Path.of(System.getProperty("user.dir"), "src/test/resources/machines");
    static final OffsetDateTime NOW = OffsetDateTime.parse("2026-03-04T10:15:00+01:00");

    private Machines() {}

    /** A copy that a test may change. */
    static Path copy(String name, Path into) throws IOException {
        Path from = ALL.resolve(name);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = into.resolve(from.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
        return into;
    }

    /** The message that the observation becomes, read again. */
    static SampleAttributes read(Observation observation) throws MalformedMessageException {
        var meta = new Meta(Meta.HYDROPHONE, "0.0.0", observation.attrs());
        var bytes = JsonCodec.encode(Envelope.of(meta, observation.parts().getFirst()));
        var message = JsonCodec.decode(MessageType.SAMPLE, bytes).envelope();
        return (SampleAttributes) Objects.requireNonNull(message.data());
    }

    static SampleSettings settings(boolean excludeSystem, boolean rollup) {
        return new SampleSettings(
                excludeSystem,
                true,
                rollup,
                List.of(),
                List.of(),
                OptionalLong.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }
}
