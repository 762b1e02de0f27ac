package hydrophone.ingest.tree;

/** Hears of an import; called on its thread. */
public interface ImportListener {
    /** One line for a person. */
    void says(String line);

    /** Something was committed, or a file is done with. */
    void progress(ImportCounts counts);
}
