package hydrophone.codec;

import hydrophone.message.SysinfoAttributes.SysinfoGpuCard;

import java.io.IOException;

/** {@link SysinfoGpuCard}. */
final class SysinfoGpuCardJson {
    private long index;
    private String uuid = "";
    private String address = "";
    private String manufacturer = "";
    private String model = "";
    private String architecture = "";
    private String driver = "";
    private String firmware = "";
    private long memory;
    private long powerLimit;
    private long maxPowerLimit;
    private long minPowerLimit;
    private long maxCeClock;
    private long maxMemoryClock;

    static void write(JsonWriter out, SysinfoGpuCard card) {
        out.begin();
        out.always("index", card.index());
        out.always("uuid", card.uuid());
        out.ifSet("address", card.address());
        out.ifSet("manufacturer", card.manufacturer());
        out.ifSet("model", card.model());
        out.ifSet("architecture", card.architecture());
        out.ifSet("driver", card.driver());
        out.ifSet("firmware", card.firmware());
        out.ifSet("memory", card.memory());
        out.ifSet("power_limit", card.powerLimit());
        out.ifSet("max_power_limit", card.maxPowerLimit());
        out.ifSet("min_power_limit", card.minPowerLimit());
        out.ifSet("max_ce_clock", card.maxCeClock());
        out.ifSet("max_memory_clock", card.maxMemoryClock());
        out.end();
    }

    static SysinfoGpuCard read(JsonReader in) throws IOException, MalformedMessageException {
        SysinfoGpuCardJson json = new SysinfoGpuCardJson();
        while (in.nextMember()) json.member(in);
        return json.record();
    }

    private void member(JsonReader in) throws IOException, MalformedMessageException {
        switch (in.name()) {
            case "index" -> index = in.unsigned();
            case "uuid" -> uuid = in.text();
            case "address" -> address = in.text();
            case "manufacturer" -> manufacturer = in.text();
            case "model" -> model = in.text();
            case "architecture" -> architecture = in.text();
            case "driver" -> driver = in.text();
            case "firmware" -> firmware = in.text();
            case "memory" -> memory = in.unsigned();
            case "power_limit" -> powerLimit = in.unsigned();
            case "max_power_limit" -> maxPowerLimit = in.unsigned();
            case "min_power_limit" -> minPowerLimit = in.unsigned();
            case "max_ce_clock" -> maxCeClock = in.unsigned();
            case "max_memory_clock" -> maxMemoryClock = in.unsigned();
            default -> in.unknown();
        }
    }

    private SysinfoGpuCard record() {
        return new SysinfoGpuCard(
                index,
                uuid,
                address,
                manufacturer,
                model,
                architecture,
                driver,
                firmware,
                memory,
                powerLimit,
                maxPowerLimit,
                minPowerLimit,
                maxCeClock,
                maxMemoryClock);
    }
}
