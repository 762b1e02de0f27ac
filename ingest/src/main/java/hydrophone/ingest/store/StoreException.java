package hydrophone.ingest.store;

import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import java.sql.SQLException;
import java.util.Objects;

/** The store cannot do what was asked; the text is one line for a person and names the cure. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What is wrong, with the exit code of a command that ends because of it. */
    public enum Kind {
        /** The folder or file cannot be made or written. */
        CANNOT_CREATE(73),
        /** The file is no longer a whole SQLite database. */
        DAMAGED(74),
        /** Another process writes this store. */
        LOCKED(75),
        /** Wrong place, wrong cluster, or a schema of a newer program. */
        CONFIG(78),
        /** Full disk, I/O error, lock held by a reader: it may pass, nothing was written. */
        UNAVAILABLE(75),
        /** A defect of this program. */
        INTERNAL(70);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }

    private final Kind kind;

    public StoreException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public StoreException(Kind kind, String message) {
        this(kind, message, null);
    }

    public Kind kind() {
        return kind;
    }

    @Override
    public String getMessage() {
        return Objects.toString(super.getMessage());
    }

    /** Sorts SQLite's result codes into the kinds. */
    static StoreException of(String what, SQLException failure) {
        String text = what + ": " + oneLine(failure);
        return new StoreException(kindOf(failure), text, failure);
    }

    private static Kind kindOf(SQLException failure) {
        if (!(failure instanceof SQLiteException sqlite)) return Kind.INTERNAL;
        SQLiteErrorCode code = sqlite.getResultCode();
        return switch (code.code & 0xff) {
            // FULL, IOERR, BUSY, LOCKED, READONLY, CANTOPEN, NOMEM, PERM
            case 13, 10, 5, 6, 8, 14, 7, 3 -> Kind.UNAVAILABLE;
            // CORRUPT, NOTADB
            case 11, 26 -> Kind.DAMAGED;
            default -> Kind.INTERNAL;
        };
    }

    private static String oneLine(Exception failure) {
        return String.valueOf(failure.getMessage()).replaceAll("\\s+", " ");
    }
}
