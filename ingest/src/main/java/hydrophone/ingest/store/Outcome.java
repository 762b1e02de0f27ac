package hydrophone.ingest.store;

/** What became of a record. */
public enum Outcome {
    /** Its content is new and stored. */
    STORED,
    /** Already there: nothing changed. */
    REPEATED,
    /** Kept among the dead letters. */
    DEAD_LETTER
}
