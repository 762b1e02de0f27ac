package hydrophone.codec;

import hydrophone.message.SampleGpu;
import hydrophone.message.SampleSystem;
import hydrophone.message.SampleSystem.SampleDisk;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** {@link SampleSystem} and {@link SampleDisk}. */
final class SampleSystemJson {
    private final Bias bias;
    private @Nullable OffsetDateTime boot;
    private List<Long> cpus = List.of();
    private @Nullable List<SampleGpu> gpus;
    private List<SampleDisk> disks = List.of();
    private long usedMemory;
    private double load1;
    private double load5;
    private double load15;
    private long runnableEntities;
    private long existingEntities;

    private SampleSystemJson(Bias bias) {
        this.bias = bias;
    }

    static void write(JsonWriter out, SampleSystem system, Bias bias) {
        OffsetDateTime boot = system.boot();
        if (boot != null) {
            out.always("boot", boot.withOffsetSameInstant(ZoneOffset.UTC));
        }
        out.always("cpus", system.cpus(), JsonWriter::element);
        List<SampleGpu> gpus = system.gpus();
        if (gpus != null) {
            out.always("gpus", gpus, (to, gpu) -> SampleGpuJson.write(to, gpu, bias));
        }
        out.always("disks", system.disks(), SampleSystemJson::writeDisk);
        out.always("used_memory", system.usedMemory());
        out.alwaysDecimal("load1", system.load1());
        out.alwaysDecimal("load5", system.load5());
        out.alwaysDecimal("load15", system.load15());
        out.always("runnable_entities", system.runnableEntities());
        out.always("existing_entities", system.existingEntities());
    }

    static SampleSystem read(JsonReader in, Bias bias)
            throws IOException, MalformedMessageException {
        SampleSystemJson json = new SampleSystemJson(bias);
        while (in.nextMember()) json.member(in);
        return json.system();
    }

    private void member(JsonReader in) throws IOException, MalformedMessageException {
        switch (in.name()) {
            case "boot" -> boot = in.time();
            case "cpus" -> cpus = in.unsignedList();
            case "gpus" -> gpus = in.objectsOrNull(object -> SampleGpuJson.read(object, bias));
            case "disks" -> disks = in.objects(SampleSystemJson::readDisk);
            case "used_memory" -> usedMemory = in.unsigned();
            case "load1" -> load1 = in.decimal();
            case "load5" -> load5 = in.decimal();
            case "load15" -> load15 = in.decimal();
            case "runnable_entities" -> runnableEntities = in.unsigned();
            case "existing_entities" -> existingEntities = in.unsigned();
            default -> in.unknown();
        }
    }

    private SampleSystem system() {
        return new SampleSystem(
                boot,
                cpus,
                gpus,
                disks,
                usedMemory,
                load1,
                load5,
                load15,
                runnableEntities,
                existingEntities);
    }

    private static void writeDisk(JsonWriter out, SampleDisk disk) {
        out.begin();
        out.always("name", disk.name());
        out.always("major", disk.major());
        out.always("minor", disk.minor());
        out.always("stats", disk.stats(), JsonWriter::element);
        out.end();
    }

    private static SampleDisk readDisk(JsonReader in)
            throws IOException, MalformedMessageException {
        String name = "";
        long major = 0;
        long minor = 0;
        List<Long> stats = List.of();
        while (in.nextMember()) {
            switch (in.name()) {
                case "name" -> name = in.text();
                case "major" -> major = in.unsigned();
                case "minor" -> minor = in.unsigned();
                case "stats" -> stats = in.unsignedList();
                default -> in.unknown();
            }
        }
        return new SampleDisk(name, major, minor, stats);
    }
}
