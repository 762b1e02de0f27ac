package hydrophone.ingest.store;

/** What a writer found when it asked whether a message is new. */
enum Writing {
    /** It was, and is now stored. */
    NEW,
    /** The same content stands there already. */
    SAME,
    /** Its key is taken by another content, which stays. */
    CONFLICT;

    static Writing ofExisting(boolean sameContent) {
        return sameContent ? SAME : CONFLICT;
    }
}
