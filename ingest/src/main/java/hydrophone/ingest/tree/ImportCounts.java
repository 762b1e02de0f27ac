package hydrophone.ingest.tree;

import hydrophone.ingest.store.Outcome;

import java.util.Locale;

/** How far an import is; only what is committed counts. One thread. */
public final class ImportCounts {
    private long files;
    private long unchanged;
    private long strangers;
    private long unreadable;
    private boolean forbidden;
    private long stored;
    private long repeated;
    private long deadLetters;
    private long bytes;
    private long bytesInAll;

    void count(Outcome outcome) {
        switch (outcome) {
            case STORED -> stored++;
            case REPEATED -> repeated++;
            case DEAD_LETTER -> deadLetters++;
        }
    }

    void read() {
        files++;
    }

    void unchanged() {
        unchanged++;
    }

    void stranger() {
        strangers++;
    }

    void unreadable(boolean permission) {
        unreadable++;
        forbidden |= permission;
    }

    void passed(long more) {
        bytes += more;
    }

    void expect(long more) {
        bytesInAll += more;
    }

    /** Messages that have been looked at. */
    public long messages() {
        return stored + repeated + deadLetters;
    }

    public long deadLetters() {
        return deadLetters;
    }

    /** Bytes of files that are done with, those of earlier imports too. */
    public long bytes() {
        return bytes;
    }

    /** All bytes of the files as they were at the start. */
    public long bytesInAll() {
        return bytesInAll;
    }

    /** Files and folders that could not be read. */
    public long unreadable() {
        return unreadable;
    }

    /** One of them for want of permission. */
    public boolean isForbidden() {
        return forbidden;
    }

    /** One line: {@code files=12 unchanged=0 skipped=1 …}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "files=%d unchanged=%d skipped=%d unreadable=%d, messages stored=%d repeated=%d"
                        + " dead_letters=%d",
                files,
                unchanged,
                strangers,
                unreadable,
                stored,
                repeated,
                deadLetters);
    }
}
