package hydrophone.ingest.store;

import hydrophone.ingest.store.Verdict.Accepted;

import java.sql.SQLException;

/**
 * What may be done to a store: rows, offsets and marks together. Valid inside the callback of
 * {@link Store#inTransaction} only. All methods throw {@link StoreException}; the transaction is
 * then rolled back.
 */
public final class StoreTransaction {
    private final MessageWriter messages;
    private final OffsetTable offsets;
    private final FileTable files;
    private final Ledger ledger;

    StoreTransaction(MessageWriter messages, OffsetTable offsets, FileTable files, Ledger ledger) {
        this.messages = messages;
        this.offsets = offsets;
        this.files = files;
        this.ledger = ledger;
    }

    /** What is due before the commit. */
    void finish() throws SQLException {
        messages.finish();
    }

    /** Nothing of it came about. */
    void forget() {
        messages.forget();
    }

    /** Stores a record, or finds that it is there already, or puts it among the dead letters. */
    public Outcome write(Verdict verdict) {
        try {
            return messages.write(verdict);
        } catch (SQLException e) {
            throw StoreException.of(verdict.arrival().place(), e);
        }
    }

    /**
     * Stores what was a dead letter. If it is in the store then, now or since before, the letter is
     * gone; {@code DEAD_LETTER}: another one has its key, and the letter stays as it is.
     */
    public Outcome redeem(DeadLetter letter, Accepted message) {
        try {
            return messages.redeem(letter, message);
        } catch (SQLException e) {
            throw StoreException.of(message.arrival().place(), e);
        }
    }

    /** Moves a partition on; within one topic id it never goes back. */
    public void advance(Position position) {
        try {
            offsets.advance(position);
        } catch (SQLException e) {
            throw StoreException.of("offset of " + position.topic(), e);
        }
    }

    /** Notes how far a file of a tree has been read. */
    public void mark(FileMark mark) {
        try {
            files.write(mark);
        } catch (SQLException e) {
            throw StoreException.of("progress of " + mark.path(), e);
        }
    }

    /**
     * Stores a line that an export wrote beside its messages.
     *
     * @return false: it is no such line, nothing was done
     */
    public boolean row(byte[] line) {
        try {
            return ledger.write(line);
        } catch (SQLException e) {
            throw StoreException.of("a row of an export", e);
        }
    }

    /** Puts a partition to another place, because the stream did what the event says. */
    public void reset(Position position, StreamEvent event) {
        try {
            offsets.reset(position);
            offsets.event(event);
        } catch (SQLException e) {
            throw StoreException.of("offset of " + position.topic(), e);
        }
    }
}
