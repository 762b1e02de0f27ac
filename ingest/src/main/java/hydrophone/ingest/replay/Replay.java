package hydrophone.ingest.replay;

import hydrophone.ingest.consume.Inbox;
import hydrophone.ingest.store.DeadLetter;
import hydrophone.ingest.store.DeadLetter.Wanted;
import hydrophone.ingest.store.Outcome;
import hydrophone.ingest.store.Store;
import hydrophone.ingest.store.StoreException;
import hydrophone.ingest.store.StoreException.Kind;
import hydrophone.ingest.store.Verdict;
import hydrophone.ingest.store.Verdict.Accepted;
import hydrophone.message.MessageType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges dead letters once more, as if they came now from their topic or file: those that can be
 * stored leave the table in the transaction that stores them, the others stay as they are. So it
 * may be ended at any time and run as often as one likes. Holds one batch in memory (16 MiB or 200
 * letters). One thread.
 */
public final class Replay {
    private final Store store;
    private final LetterType types;
    private final Inbox fromTopics;
    private final Inbox fromFiles;
    private final ReplayCounts counts = new ReplayCounts();

    /** A letter that would be accepted now. */
    private record Candidate(DeadLetter letter, Accepted message) {}

    public Replay(Store store, String cluster) {
        this.store = store;
        this.types = new LetterType(cluster);
        this.fromTopics = Inbox.ofTopics(cluster);
        this.fromFiles = Inbox.ofFiles(cluster);
    }

    /**
     * Goes through the letters that are wanted, in the order in which they came.
     *
     * @throws StoreException of a kind other than INTERNAL: what was committed before stays
     */
    public ReplayCounts run(Wanted wanted) {
        List<DeadLetter> letters = store.deadLetters(wanted, 0);
        while (!letters.isEmpty()) {
            replay(letters);
            letters = store.deadLetters(wanted, letters.getLast().id());
        }
        return counts;
    }

    private void replay(List<DeadLetter> letters) {
        List<Candidate> candidates = new ArrayList<>();
        for (DeadLetter letter : letters) {
            if (judge(letter) instanceof Accepted message) {
                candidates.add(new Candidate(letter, message));
            } else {
                counts.stillDead(letter.reason());
            }
        }
        if (candidates.isEmpty()) return;
        try {
            write(candidates);
        } catch (RuntimeException e) {
            rethrowUnlessDefect(e);
            for (Candidate candidate : candidates) writeAlone(candidate);
        }
    }

    /** Null: bytes of it are missing, or nobody knows what it was to be. */
    private @Nullable Verdict judge(DeadLetter letter) {
        String topic = letter.arrival().topic();
        Optional<MessageType> type = types.of(topic);
        if (type.isEmpty() || !letter.whole()) return null;
        Inbox inbox = LetterType.isOfFile(topic) ? fromFiles : fromTopics;
        return inbox.judge(type.get(), letter.arrival());
    }

    private void write(List<Candidate> some) {
        List<Outcome> outcomes =
                store.inTransaction(transaction ->
                        some.stream()
                                .map(c -> transaction.redeem(c.letter(), c.message()))
                                .toList());
        for (int i = 0; i < some.size(); i++) count(some.get(i).letter(), outcomes.get(i));
    }

    private void writeAlone(Candidate candidate) {
        try {
            write(List.of(candidate));
        } catch (RuntimeException e) {
            rethrowUnlessDefect(e);
            counts.stillDead(candidate.letter().reason());
        }
    }

    private void count(DeadLetter letter, Outcome outcome) {
        switch (outcome) {
            case STORED -> counts.stored();
            case REPEATED -> counts.repeated();
            case DEAD_LETTER -> counts.stillDead(letter.reason());
        }
    }

    private static void rethrowUnlessDefect(RuntimeException e) {
        if (e instanceof StoreException s && s.kind() != Kind.INTERNAL) throw s;
    }
}
