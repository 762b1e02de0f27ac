package hydrophone.codec;

import hydrophone.message.Envelope.ErrorObject;
import hydrophone.message.SampleAttributes;
import hydrophone.message.SampleJob;
import hydrophone.message.SampleProcess;
import hydrophone.message.SampleSystem;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.List;

/** {@link SampleAttributes} and {@link SampleJob}. */
final class SampleJson {
    private final Bias bias;
    private @Nullable OffsetDateTime time;
    private String cluster = "";
    private String node = "";
    private @Nullable SampleSystem system;
    private List<SampleJob> jobs = List.of();
    private List<ErrorObject> errors = List.of();

    private SampleJson(Bias bias) {
        this.bias = bias;
    }

    static void write(JsonWriter out, SampleAttributes sample, Bias bias) {
        out.always("time", sample.time());
        out.ifSet("cluster", sample.cluster());
        out.always("node", sample.node());
        SampleSystem system = sample.system();
        if (system != null) {
            out.begin("system");
            SampleSystemJson.write(out, system, bias);
            out.end();
        }
        out.always("jobs", sample.jobs(), SampleJson::writeJob);
        out.ifSet("errors", sample.errors(), EnvelopeJson::writeError);
    }

    static SampleAttributes read(JsonReader in, Bias bias)
            throws IOException, MalformedMessageException {
        SampleJson json = new SampleJson(bias);
        while (in.nextMember()) json.member(in);
        if (json.time == null) throw in.missing("time");
        if (json.node.isEmpty()) throw in.missing("node");
        return new SampleAttributes(
                json.time, json.cluster, json.node, json.system, json.jobs, json.errors);
    }

    private void member(JsonReader in) throws IOException, MalformedMessageException {
        switch (in.name()) {
            case "time" -> time = in.time();
            case "cluster" -> cluster = in.hostName();
            case "node" -> node = in.hostName();
            case "system" -> system = in.object(object -> SampleSystemJson.read(object, bias));
            case "jobs" -> jobs = in.objects(SampleJson::readJob);
            case "errors" -> errors = in.objects(EnvelopeJson::readError);
            default -> in.unknown();
        }
    }

    private static void writeJob(JsonWriter out, SampleJob job) {
        out.begin();
        out.always("job", job.job());
        out.always("user", job.user());
        out.ifSet("epoch", job.epoch());
        out.always("processes", job.processes(), SampleProcessJson::write);
        out.end();
    }

    private static SampleJob readJob(JsonReader in) throws IOException, MalformedMessageException {
        long job = 0;
        String user = "";
        long epoch = 0;
        List<SampleProcess> processes = List.of();
        while (in.nextMember()) {
            switch (in.name()) {
                case "job" -> job = in.unsigned();
                case "user" -> user = in.text();
                case "epoch" -> epoch = in.unsigned();
                case "processes" -> processes = in.objects(SampleProcessJson::read);
                default -> in.unknown();
            }
        }
        return new SampleJob(job, user, epoch, processes);
    }
}
