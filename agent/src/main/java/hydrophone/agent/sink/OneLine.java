package hydrophone.agent.sink;

import hydrophone.agent.log.Printable;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What others said, as part of a line for a person. */
final class OneLine {
    static final int LONGEST = 160;

    private OneLine() {}

    /**
     * The first line that is not blank, at most {@value #LONGEST} characters of it; what would move
     * a cursor or could not be seen is written as {@code \}{@code u001b}. Empty if there is none.
     */
    static String of(String text) {
        String first = text.lines().filter(l -> !l.isBlank()).findFirst().orElse("").strip();
        return Printable.of(first, LONGEST);
    }

    /** What it says of itself, else what it is. */
    static String of(Throwable failure) {
        String said = failure.getMessage();
        String line = said == null ? "" : of(said);
        return line.isEmpty() ? failure.getClass().getSimpleName() : line;
    }

    /** Why a file cannot be used, without its name. */
    static String why(IOException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "no such file";
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException e -> of(e.getFile()) + " is no folder";
            case FileSystemException e when e.getReason() != null -> of(e.getReason());
            default -> of(failure);
        };
    }
}
