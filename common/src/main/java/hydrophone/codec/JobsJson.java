package hydrophone.codec;

import hydrophone.message.JobsAttributes;
import hydrophone.message.SlurmJob;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.List;

/** {@link JobsAttributes}. */
final class JobsJson {
    private JobsJson() {}

    static void write(JsonWriter out, JobsAttributes jobs) {
        out.always("time", jobs.time());
        out.ifSet("cluster", jobs.cluster());
        out.always("slurm_jobs", jobs.slurmJobs(), JobJson::write);
    }

    static JobsAttributes read(JsonReader in) throws IOException, MalformedMessageException {
        OffsetDateTime time = null;
        String cluster = "";
        List<SlurmJob> slurmJobs = List.of();
        while (in.nextMember()) {
            switch (in.name()) {
                case "time" -> time = in.time();
                case "cluster" -> cluster = in.hostName();
                case "slurm_jobs" -> slurmJobs = in.objects(JobJson::read);
                default -> in.unknown();
            }
        }
        if (time == null) throw in.missing("time");
        return new JobsAttributes(time, cluster, slurmJobs);
    }
}
