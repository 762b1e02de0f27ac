package hydrophone.agent.collect;

import hydrophone.agent.collect.JobPrograms.Failure;
import hydrophone.agent.collect.JobPrograms.How;
import hydrophone.agent.collect.JobPrograms.Shown;
import hydrophone.agent.machine.Commands;
import hydrophone.agent.slurm.SacctQuery;
import hydrophone.agent.slurm.SacctReader;
import hydrophone.agent.slurm.SacctRow;
import hydrophone.agent.slurm.Scontrol;
import hydrophone.message.MessageType;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * Observes Slurm's jobs for the daemon: what scontrol and sacct tell, each record when it is news
 * ({@link SentRecords}), from as far back as it takes to miss none ({@link SlurmWindow}).
 * Everything is sent at the start, every six hours, and after a message was lost. The daemon's
 * memory takes what {@link SentRecords} says and one message.
 *
 * <p>A program that fails costs its own part: without scontrol records have sacct's idea of what
 * was requested; sacct's records before its failure stand. The failure goes out beside them.
 */
public final class JobsCollector implements StreamingCollector {
    private static final Duration ALL = Duration.ofHours(6);

    /** What sacct calls now is a little after what we do. */
    private static final Duration LAG = Duration.ofMinutes(1);

    /** Slices that may fail in one observation. */
    private static final int MOST_BAD = 3;

    /** As many jobs are looked for by their numbers. */
    private static final int MOST_VANISHED = 2000;

    private final Origin origin;
    private final JobsSettings settings;
    private final JobsTiming timing;
    private final JobPrograms programs;
    private final WindowFile file;
    private final Clock clock;
    private final SentRecords sent;
    private final SlurmWindow window;
    private final Deliveries deliveries = new Deliveries();
    private Optional<Instant> written;
    private Instant allSent = Instant.EPOCH;

    /**
     * @param clock its zone is that of dates that bear no offset
     */
    public JobsCollector(
            Origin origin,
            JobsSettings settings,
            JobsTiming timing,
            WindowFile file,
            Commands commands,
            Clock clock) {
        this.origin = origin;
        this.settings = settings;
        this.timing = timing;
        this.programs = new JobPrograms(settings, clock.getZone(), commands);
        this.file = file;
        this.clock = clock;
        this.sent = new SentRecords(timing.refresh(), timing.cadence());
        this.written = file.read();
        this.window = new SlurmWindow(timing, written);
    }

    /** Messages that were accepted are lost all the same: all is sent again. From any thread. */
    public void sendAllAgain() {
        deliveries.spoil();
    }

    @Override
    public MessageType type() {
        return MessageType.JOB;
    }

    @Override
    public void collect(OffsetDateTime now, Feed feed) throws InterruptedException {
        Instant point = now.toInstant();
        settle();
        forgetIfDue(point);
        Deliveries.Shipment shipment = deliveries.begin(point);
        boolean done = false;
        boolean counts = false;
        try {
            counts = observe(now, feed, shipment) && window.wentWell(point);
            done = true;
        } finally {
            // Else what is remembered as sent may not have been.
            if (!done) deliveries.spoil();
            shipment.end(counts);
            settle();
        }
    }

    private void settle() {
        deliveries.takeArrived().ifPresent(window::accepted);
        keepMark();
    }

    private void keepMark() {
        Optional<Instant> mark = window.mark();
        if (mark.equals(written)) return;
        mark.ifPresent(file::write);
        written = mark;
    }

    private void forgetIfDue(Instant point) {
        boolean due = Duration.between(allSent, point).abs().compareTo(ALL) >= 0;
        if (deliveries.takeLoss() || due || !timing.delta()) {
            sent.clear();
            allSent = point;
        }
        sent.begin();
    }

    /** True if everything was seen. */
    private boolean observe(OffsetDateTime now, Feed feed, Deliveries.Shipment shipment)
            throws InterruptedException {
        Shown shown = programs.show();
        if (shown.failure().isPresent()) feed.trouble(shown.failure().get().text());
        Scontrol.Jobs jobs = shown.jobs();
        var unreadable = new Unreadable("sacct");
        var batch =
                new JobBatch(
                        now,
                        origin.cluster(),
                        settings.batchSize(),
                        feed,
                        shipment::next,
                        unreadable);
        var news = new News(jobs, batch, unreadable, now.toInstant());
        Optional<Failure> failure = new Slices(news).ask();
        if (failure.isEmpty()) failure = askByNumber(jobs, news);
        batch.finish(failure.isEmpty());
        unreadable.report(feed);
        if (failure.isPresent()) feed.trouble(failure.get().text());
        boolean whole = failure.isEmpty() && !shown.isTrouble();
        if (whole) sent.forgetUnseen();
        else window.trouble();
        return whole;
    }

    /** Those that wait, and those of which nothing is heard any more. */
    private Optional<Failure> askByNumber(Scontrol.Jobs jobs, SacctReader.Rows rows)
            throws InterruptedException {
        sent.nextCall();
        Optional<Failure> failure = programs.waiting(jobs, rows);
        if (failure.isPresent()) return failure;
        return programs.byNumber(sent.vanished(MOST_VANISHED), rows);
    }

    /**
     * What sacct is asked: in one call as a rule; after an outage in several, the oldest time
     * first. When one fails the newest is asked for all the same, so that an old one that cannot be
     * answered hides nobody who runs now; if that goes well, the others too.
     */
    private final class Slices {
        private final SacctReader.Rows rows;
        private final Instant end = clock.instant();
        private final Duration slice;
        private Instant from;

        /** From there on everything was told. */
        private Instant until = end;

        private Instant asked = end;
        private Optional<Failure> failure = Optional.empty();
        private int failures;
        private boolean newestTold;

        Slices(SacctReader.Rows rows) {
            this.rows = rows;
            this.from = window.from(end);
            this.slice = window.slice();
            keepMark();
        }

        Optional<Failure> ask() throws InterruptedException {
            while (failures < MOST_BAD) {
                Instant to = from.plus(slice);
                boolean last = !to.isBefore(until);
                boolean told = ask(from, last ? until : to, last && !newestTold);
                if (last || (!told && !newestIsTold(to))) return failure;
                // An old time that alone is refused may be answered in parts.
                if (!told) window.tooMuch(slice);
                from = to.minus(LAG);
            }
            return failure;
        }

        private boolean newestIsTold(Instant after) throws InterruptedException {
            if (newestTold) return true;
            Instant newest = end.minus(slice);
            if (newest.isBefore(after)) newest = after;
            newestTold = ask(newest, end, true);
            if (newestTold) until = newest;
            return newestTold;
        }

        private boolean ask(Instant from, Instant to, boolean last) throws InterruptedException {
            sent.nextCall();
            Optional<Failure> trouble = programs.records(query(from, to, asked, last), rows);
            asked = clock.instant();
            if (trouble.isEmpty()) return true;
            failures++;
            if (failure.isEmpty()) failure = trouble;
            if (trouble.get().how() == How.TOO_MUCH) window.tooMuch(Duration.between(from, to));
            return false;
        }
    }

    /** Jobs that have not ended show in the last slice, and need not in each. */
    private SacctQuery query(Instant from, Instant to, Instant asked, boolean last) {
        long back = Duration.between(from, asked).plusSeconds(59).toMinutes();
        long until = Duration.between(to, asked).toMinutes();
        return new SacctQuery(
                "now-" + back + "minutes",
                last ? JobSpan.end(settings.uncompleted()) : "now-" + until + "minutes",
                last && settings.uncompleted(),
                settings.states());
    }

    /** Sends what is news. */
    private final class News implements SacctReader.Rows {
        private final Scontrol.Jobs jobs;
        private final JobBatch batch;
        private final Unreadable unreadables;
        private final Instant point;

        News(Scontrol.Jobs jobs, JobBatch batch, Unreadable unreadables, Instant point) {
            this.jobs = jobs;
            this.batch = batch;
            this.unreadables = unreadables;
            this.point = point;
        }

        @Override
        public void row(SacctRow row) throws InterruptedException {
            String wanted = jobs.requestedBy(row);
            long live = row.live() ? row.jobId() : 0;
            if (sent.isNews(row.key(), row.content(), wanted, live, point)) {
                batch.add(row.job(wanted));
            }
        }

        @Override
        public void unreadable(String what) {
            unreadables.accept(what);
        }
    }
}
