package hydrophone.testing;

import hydrophone.message.Attributes;
import hydrophone.message.ClusterAttributes;
import hydrophone.message.ClusterAttributes.NodeGroup;
import hydrophone.message.ClusterAttributes.Partition;
import hydrophone.message.Envelope;
import hydrophone.message.Envelope.Attr;
import hydrophone.message.Envelope.ErrorObject;
import hydrophone.message.Envelope.Meta;
import hydrophone.message.JobsAttributes;
import hydrophone.message.MessageType;
import hydrophone.message.SampleAttributes;
import hydrophone.message.SampleGpu;
import hydrophone.message.SampleJob;
import hydrophone.message.SampleProcess;
import hydrophone.message.SampleProcess.SampleProcessGpu;
import hydrophone.message.SampleSystem;
import hydrophone.message.SampleSystem.SampleDisk;
import hydrophone.message.SlurmJob;
import hydrophone.message.SlurmJob.Sacct;
import hydrophone.message.SysinfoAttributes;
import hydrophone.message.SysinfoAttributes.SysinfoGpuCard;

import org.jspecify.annotations.Nullable;

import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Envelopes with random content in every member, within what the wire can carry: whole seconds, no
 * negative figures, at most three decimals of a per cent, valid text. Reading what was written
 * gives an equal envelope.
 */
public final class RandomMessages {
    private static final List<String> TEXTS =
            List.of(
                    "",
                    "a",
                    "python3",
                    "Ørsted \u20ac \uD83D\uDC1F",
                    "q\"\\/",
                    "tab\tnl\ncr\r",
                    "\u007f");

    private final SplittableRandom random;

    public RandomMessages(SplittableRandom random) {
        this.random = random;
    }

    /** A message with data, errors or both. */
    public Envelope envelope(MessageType type) {
        boolean data = chance(90);
        List<ErrorObject> errors = data && chance(90) ? List.of() : many(1, 3, this::error);
        return new Envelope(meta(), data ? attributes(type) : null, errors);
    }

    public Attributes attributes(MessageType type) {
        return switch (type) {
            case SAMPLE -> sample();
            case SYSINFO -> sysinfo();
            case JOB -> new JobsAttributes(time(), name(), many(0, 20, this::slurmJob));
            case CLUSTER -> cluster();
        };
    }

    private Meta meta() {
        String producer = chance(50) ? Meta.HYDROPHONE : chance(50) ? Meta.SONAR : text();
        return new Meta(
                producer, text(), number(), text(), many(0, 4, () -> new Attr(text(), text())));
    }

    private ErrorObject error() {
        return new ErrorObject(text(), time(), optionalName(), optionalName());
    }

    private SampleAttributes sample() {
        return new SampleAttributes(
                time(),
                optionalName(),
                name(),
                chance(80) ? system() : null,
                many(0, 20, this::sampleJob),
                many(0, 2, this::error));
    }

    private SampleSystem system() {
        return new SampleSystem(
                optionalTime(),
                many(0, 16, this::number),
                chance(50) ? many(0, 4, this::gpu) : null,
                many(0, 4, this::disk),
                number(),
                decimal(),
                decimal(),
                decimal(),
                number(),
                number());
    }

    private SampleDisk disk() {
        return new SampleDisk(text(), number(), number(), many(0, 17, this::number));
    }

    /** A performance state of 1 (infinite) has no place in Sonar's own count, so it is left out. */
    private SampleGpu gpu() {
        long state = chance(50) ? 0 : random.nextLong(2, 34);
        return new SampleGpu(
                number(),
                text(),
                number(),
                number(),
                text(),
                state,
                number(),
                number(),
                number(),
                random.nextLong(-300, 300),
                number(),
                number(),
                number(),
                number());
    }

    private SampleJob sampleJob() {
        return new SampleJob(number(), text(), number(), many(0, 10, this::process));
    }

    private SampleProcess process() {
        return new SampleProcess(
                number(),
                number(),
                number(),
                number(),
                number(),
                text(),
                number(),
                number(),
                chance(50),
                number(),
                threeDecimals(),
                threeDecimals(),
                number(),
                number(),
                many(0, 2, this::processGpu));
    }

    private SampleProcessGpu processGpu() {
        return new SampleProcessGpu(number(), text(), decimal(), number(), decimal());
    }

    private SysinfoAttributes sysinfo() {
        return new SysinfoAttributes(
                time(),
                optionalName(),
                name(),
                text(),
                text(),
                number(),
                number(),
                number(),
                number(),
                text(),
                text(),
                number(),
                many(0, 4, () -> many(0, 4, this::number)),
                text(),
                text(),
                many(0, 4, this::card));
    }

    private SysinfoGpuCard card() {
        return new SysinfoGpuCard(
                number(), text(), text(), text(), text(), text(), text(), text(), number(),
                number(), number(), number(), number(), number());
    }

    private SlurmJob slurmJob() {
        long array = number();
        long het = number();
        return new SlurmJob(
                number(),
                text(),
                text(),
                text(),
                array,
                array == 0 ? 0 : number(),
                het,
                het == 0 ? 0 : number(),
                text(),
                text(),
                optionalTime(),
                number(),
                text(),
                text(),
                many(0, 3, this::text),
                number(),
                text(),
                text(),
                text(),
                number(),
                number(),
                number(),
                optionalTime(),
                number(),
                optionalTime(),
                number(),
                number(),
                chance(50) ? sacct() : null);
    }

    /** Never all zero: that is the same as none. */
    private Sacct sacct() {
        return new Sacct(
                number(),
                text(),
                number(),
                number(),
                number(),
                number(),
                number(),
                1 + random.nextLong(1000),
                number(),
                number(),
                number(),
                number());
    }

    private ClusterAttributes cluster() {
        return new ClusterAttributes(
                time(),
                optionalName(),
                chance(50),
                many(0, 4, () -> new Partition(text(), many(0, 3, this::text))),
                many(0, 4, () -> new NodeGroup(many(0, 3, this::text), many(0, 3, this::text))));
    }

    private <T> List<T> many(int least, int most, Supplier<T> each) {
        return Stream.generate(each).limit(random.nextInt(least, most + 1)).toList();
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private long number() {
        return switch (random.nextInt(8)) {
            case 0, 1 -> 0;
            case 2 -> random.nextLong(10);
            case 3, 4, 5 -> random.nextLong(1_000_000_000);
            case 6 -> random.nextLong(Long.MAX_VALUE);
            default -> Long.MAX_VALUE;
        };
    }

    private double decimal() {
        return chance(30) ? 0 : random.nextDouble(0.1, 1) * Math.pow(10, random.nextInt(-9, 9));
    }

    private double threeDecimals() {
        return chance(30) ? 0 : random.nextLong(10_000_000_000L) / 1000.0;
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private String name() {
        return List.of("gpu-3", "c1-5.fox", "a", "N_1", "x".repeat(253)).get(random.nextInt(5));
    }

    private String optionalName() {
        return chance(20) ? "" : name();
    }

    private OffsetDateTime time() {
        ZoneOffset offset = ZoneOffset.ofTotalSeconds(60 * random.nextInt(-18 * 60, 18 * 60 + 1));
        return LocalDateTime.of(random.nextInt(1, 9999), 1, 1, 0, 0)
                .plusSeconds(random.nextLong(365L * 86_400 - 86_400))
                .atOffset(offset);
    }

    private @Nullable OffsetDateTime optionalTime() {
        return chance(30) ? null : time();
    }
}
