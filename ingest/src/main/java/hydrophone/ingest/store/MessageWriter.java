package hydrophone.ingest.store;

import hydrophone.ingest.store.Verdict.Accepted;
import hydrophone.ingest.store.Verdict.Rejected;
import hydrophone.message.Attributes;
import hydrophone.message.ClusterAttributes;
import hydrophone.message.Envelope;
import hydrophone.message.JobsAttributes;
import hydrophone.message.SampleAttributes;
import hydrophone.message.SysinfoAttributes;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.Locale;

/**
 * One record into all its tables: the kind's writer decides whether it is new, the rest follows.
 */
final class MessageWriter {
    private final SampleWriter samples;
    private final SysinfoWriter sysinfos;
    private final JobWriter jobs;
    private final ClusterWriter clusters;
    private final ErrorWriter errors;
    private final RemarkWriter remarks;
    private final DeadLetterWriter deadLetters;

    MessageWriter(Sql sql, Dictionaries ids) {
        samples = new SampleWriter(sql, ids);
        sysinfos = new SysinfoWriter(sql, ids);
        jobs = new JobWriter(sql, ids);
        clusters = new ClusterWriter(sql, ids);
        errors = new ErrorWriter(sql, ids);
        remarks = new RemarkWriter(sql, ids);
        deadLetters = new DeadLetterWriter(sql);
    }

    Outcome write(Verdict verdict) throws SQLException {
        return switch (verdict) {
            case Rejected rejected -> {
                deadLetters.write(rejected);
                yield Outcome.DEAD_LETTER;
            }
            case Accepted accepted ->
                    switch (content(accepted)) {
                        case NEW -> {
                            remarks.count(accepted, time(accepted));
                            remarks.remark(accepted);
                            yield Outcome.STORED;
                        }
                        case SAME -> Outcome.REPEATED;
                        case CONFLICT -> conflict(accepted);
                    };
        };
    }

    /** Before the commit. */
    void finish() throws SQLException {
        samples.finish();
    }

    /** After a rollback. */
    void forget() {
        samples.forget();
    }

    /** A letter of a conflict was counted in its run when it came. */
    Outcome redeem(DeadLetter letter, Accepted message) throws SQLException {
        Writing writing = content(message);
        if (writing == Writing.CONFLICT) return Outcome.DEAD_LETTER;
        deadLetters.remove(letter.id());
        if (writing == Writing.SAME) return Outcome.REPEATED;
        if (!letter.reason().equals("conflict")) remarks.count(message, time(message));
        remarks.remark(message);
        return Outcome.STORED;
    }

    private Writing content(Accepted message) throws SQLException {
        Writing data = data(message, message.decoded().envelope().data());
        // A conflict is kept whole. Else errors have a key of their own, and what comes with them
        // may be there already: a sysinfo's sameness does not ask for its errors.
        if (data == Writing.CONFLICT) return data;
        int added = errors.hard(message);
        if (data == Writing.NEW) return data;
        return added > 0 ? Writing.NEW : Writing.SAME;
    }

    private @Nullable Writing data(Accepted message, @Nullable Attributes data)
            throws SQLException {
        return switch (data) {
            case null -> null;
            case SampleAttributes sample -> {
                Writing writing = samples.write(message, sample);
                if (writing == Writing.NEW) errors.soft(message, sample);
                yield writing;
            }
            case SysinfoAttributes info -> sysinfos.write(message, info);
            case JobsAttributes batch -> jobs.write(message, batch);
            case ClusterAttributes cluster -> clusters.write(message, cluster);
        };
    }

    private Outcome conflict(Accepted message) throws SQLException {
        String detail =
                String.format(
                        Locale.ROOT,
                        "another %s with the same key, sent at %d (Unix time), is stored already"
                                + " and stays",
                        message.type().word(),
                        time(message));
        boolean added = deadLetters.write(new Rejected(message.arrival(), "conflict", detail));
        // It did come, so it is not missing from its run.
        if (added) remarks.count(message, time(message));
        return added ? Outcome.DEAD_LETTER : Outcome.REPEATED;
    }

    private static long time(Accepted message) {
        Envelope envelope = message.decoded().envelope();
        Attributes data = envelope.data();
        return (data == null ? envelope.errors().getFirst().time() : data.time()).toEpochSecond();
    }
}
