package hydrophone.codec;

import hydrophone.codec.MalformedMessageException.Reason;
import hydrophone.message.Attributes;
import hydrophone.message.ClusterAttributes;
import hydrophone.message.Envelope;
import hydrophone.message.Envelope.Attr;
import hydrophone.message.Envelope.ErrorObject;
import hydrophone.message.Envelope.Meta;
import hydrophone.message.JobsAttributes;
import hydrophone.message.MessageType;
import hydrophone.message.SampleAttributes;
import hydrophone.message.SysinfoAttributes;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * The envelope around the attributes. Members may come in any order; {@code data} is only read when
 * {@code meta} is known, because the producer decides what some figures mean, and {@code
 * attributes} when {@code type} is: what comes too early is passed over and read a second time.
 */
final class EnvelopeJson {
    private final MessageType topicType;
    private @Nullable Meta meta;
    private @Nullable Attributes data;
    private List<ErrorObject> errors = List.of();

    private EnvelopeJson(MessageType topicType) {
        this.topicType = topicType;
    }

    static void write(JsonWriter out, Envelope message) {
        out.begin();
        out.begin("meta");
        writeMeta(out, message.meta());
        out.end();
        Attributes data = message.data();
        if (data != null) {
            out.begin("data");
            out.always("type", data.type().word());
            out.begin("attributes");
            writeAttributes(out, data, Bias.of(message.meta()));
            out.end();
            out.end();
        }
        out.ifSet("errors", message.errors(), EnvelopeJson::writeError);
        out.end();
    }

    private static void writeMeta(JsonWriter out, Meta meta) {
        out.always("producer", meta.producer());
        out.always("version", meta.version());
        out.ifSet("format", meta.format());
        out.ifSet("token", meta.token());
        out.ifSet("attrs", meta.attrs(), EnvelopeJson::writeAttr);
    }

    private static void writeAttr(JsonWriter out, Attr attr) {
        out.begin();
        out.always("key", attr.key());
        out.always("value", attr.value());
        out.end();
    }

    private static void writeAttributes(JsonWriter out, Attributes attributes, Bias bias) {
        switch (attributes) {
            case SampleAttributes sample -> SampleJson.write(out, sample, bias);
            case SysinfoAttributes sysinfo -> SysinfoJson.write(out, sysinfo);
            case JobsAttributes jobs -> JobsJson.write(out, jobs);
            case ClusterAttributes cluster -> ClusterJson.write(out, cluster);
        }
    }

    static void writeError(JsonWriter out, ErrorObject error) {
        out.begin();
        out.always("detail", error.detail());
        out.always("time", error.time());
        out.ifSet("cluster", error.cluster());
        out.always("node", error.node());
        out.end();
    }

    /**
     * Reads the one object of a message, whose kind the topic tells, and sees that none follows.
     */
    static Envelope read(JsonReader in, MessageType topicType)
            throws IOException, MalformedMessageException {
        EnvelopeJson json = new EnvelopeJson(topicType);
        in.open();
        try (Deferred dataBeforeMeta = new Deferred()) {
            while (in.nextMember()) json.member(in, dataBeforeMeta);
            in.expectEnd();
            return json.envelope(dataBeforeMeta);
        }
    }

    private void member(JsonReader in, Deferred dataBeforeMeta)
            throws IOException, MalformedMessageException {
        switch (in.name()) {
            case "meta" -> meta = in.object(EnvelopeJson::readMeta);
            case "data" -> {
                if (meta == null && in.atObject()) dataBeforeMeta.keep(in.later());
                else data = in.object(this::readData);
            }
            case "errors" -> errors = in.objects(EnvelopeJson::readError);
            default -> in.unknown();
        }
    }

    private Envelope envelope(Deferred dataBeforeMeta)
            throws IOException, MalformedMessageException {
        if (meta == null) throw missing("meta", "missing");
        JsonReader later = dataBeforeMeta.reader();
        if (later != null) data = readData(later);
        if (data == null && errors.isEmpty()) throw missing("", "neither data nor errors");
        return new Envelope(meta, data, errors);
    }

    private static MalformedMessageException missing(String path, String detail) {
        return new MalformedMessageException(Reason.SHAPE, path, detail);
    }

    private static Meta readMeta(JsonReader in) throws IOException, MalformedMessageException {
        String producer = "";
        String version = "";
        long format = 0;
        String token = "";
        List<Attr> attrs = List.of();
        while (in.nextMember()) {
            switch (in.name()) {
                case "producer" -> producer = in.text();
                case "version" -> version = in.text();
                case "format" -> format = in.unsigned();
                case "token" -> token = in.text();
                case "attrs" -> attrs = in.objects(EnvelopeJson::readAttr);
                default -> in.unknown();
            }
        }
        return new Meta(producer, version, format, token, attrs);
    }

    private static Attr readAttr(JsonReader in) throws IOException, MalformedMessageException {
        String key = "";
        String value = "";
        while (in.nextMember()) {
            switch (in.name()) {
                case "key" -> key = in.text();
                case "value" -> value = in.text();
                default -> in.unknown();
            }
        }
        return new Attr(key, value);
    }

    private Attributes readData(JsonReader in) throws IOException, MalformedMessageException {
        boolean typeSeen = false;
        Attributes attributes = null;
        try (Deferred attributesBeforeType = new Deferred()) {
            while (in.nextMember()) {
                switch (in.name()) {
                    case "type" -> typeSeen = checkType(in);
                    case "attributes" -> {
                        if (!typeSeen && in.atObject()) attributesBeforeType.keep(in.later());
                        else attributes = in.object(this::readAttributes);
                    }
                    default -> in.unknown();
                }
            }
            if (!typeSeen) throw in.missing("type");
            JsonReader later = attributesBeforeType.reader();
            if (later != null) attributes = readAttributes(later);
        }
        if (attributes == null) throw in.missing("attributes");
        return attributes;
    }

    private boolean checkType(JsonReader in) throws IOException, MalformedMessageException {
        String word = in.text();
        if (word.isEmpty()) return false;
        if (MessageType.ofWord(word).orElse(null) == topicType) return true;
        throw new MalformedMessageException(
                Reason.TYPE,
                in.path(),
                "expected '" + topicType.word() + "' as the topic says, found '" + word + "'");
    }

    private Attributes readAttributes(JsonReader in) throws IOException, MalformedMessageException {
        return switch (topicType) {
            case SAMPLE -> SampleJson.read(in, Bias.of(meta));
            case SYSINFO -> SysinfoJson.read(in);
            case JOB -> JobsJson.read(in);
            case CLUSTER -> ClusterJson.read(in);
        };
    }

    static ErrorObject readError(JsonReader in) throws IOException, MalformedMessageException {
        String detail = "";
        OffsetDateTime time = null;
        String cluster = "";
        String node = "";
        while (in.nextMember()) {
            switch (in.name()) {
                case "detail" -> detail = in.text();
                case "time" -> time = in.time();
                case "cluster" -> cluster = in.hostName();
                case "node" -> node = in.hostName();
                default -> in.unknown();
            }
        }
        if (time == null) throw in.missing("time");
        return new ErrorObject(detail, time, cluster, node);
    }
}
