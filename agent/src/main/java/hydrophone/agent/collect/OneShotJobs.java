package hydrophone.agent.collect;

import hydrophone.agent.collect.JobPrograms.Failure;
import hydrophone.agent.machine.Commands;
import hydrophone.agent.slurm.SacctQuery;
import hydrophone.agent.slurm.SacctReader;
import hydrophone.agent.slurm.SacctRow;
import hydrophone.agent.slurm.Scontrol;
import hydrophone.message.MessageType;

import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;

/** All the jobs of a span of time, once; nothing is remembered. */
public final class OneShotJobs implements StreamingCollector {
    private final Origin origin;
    private final JobsSettings settings;
    private final JobSpan span;
    private final JobPrograms programs;

    /**
     * @param zone of dates that bear no offset
     */
    public OneShotJobs(
            Origin origin, JobsSettings settings, JobSpan span, Commands commands, ZoneId zone) {
        this.origin = origin;
        this.settings = settings;
        this.span = span;
        this.programs = new JobPrograms(settings, zone, commands);
    }

    @Override
    public MessageType type() {
        return MessageType.JOB;
    }

    @Override
    public void collect(OffsetDateTime now, Feed feed)
            throws CollectException, InterruptedException {
        span.check();
        var unreadable = new Unreadable("sacct");
        JobPrograms.Shown shown = programs.show();
        if (shown.failure().isPresent()) feed.trouble(shown.failure().get().text());
        Scontrol.Jobs jobs = shown.jobs();
        var batch =
                new JobBatch(
                        now,
                        origin.cluster(),
                        settings.batchSize(),
                        feed,
                        () -> Receipt.NOBODY,
                        unreadable);
        var rows = new Sent(jobs, batch, unreadable);
        Optional<Failure> failure = programs.records(query(), rows);
        if (failure.isEmpty()) failure = programs.waiting(jobs, rows);
        batch.finish(failure.isEmpty());
        unreadable.report(feed);
        if (failure.isPresent()) throw new CollectException(failure.get().text());
    }

    private SacctQuery query() {
        return new SacctQuery(span.from(), span.to(), settings.uncompleted(), settings.states());
    }

    /** Every row is sent. */
    private record Sent(Scontrol.Jobs jobs, JobBatch batch, Unreadable unreadables)
            implements SacctReader.Rows {
        @Override
        public void row(SacctRow row) throws InterruptedException {
            batch.add(row.job(jobs.requestedBy(row)));
        }

        @Override
        public void unreadable(String what) {
            unreadables.accept(what);
        }
    }
}
