package hydrophone.agent.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds a program as the system would, so that one that cannot be started is known before it is
 * tried: the shell that becomes it would start in its stead.
 */
public final class ProgramFile {
    private ProgramFile() {}

    /**
     * @throws IOException if there is no such program; the text begins with its name
     */
    public static String find(Program program) throws IOException {
        String word = program.command().isEmpty() ? "" : program.command().getFirst();
        try {
            String why = word.indexOf('/') >= 0 ? trouble(Path.of(word)) : "";
            if (word.isBlank()) why = "no program is named";
            if (!why.isEmpty()) throw failure(program, why + " (" + word + ")");
            if (word.indexOf('/') >= 0) return word;
            return onPath(word).orElseThrow(() -> failure(program, "no such program on the PATH"));
        } catch (InvalidPathException e) {
            throw failure(program, String.valueOf(e.getReason()));
        }
    }

    private static IOException failure(Program program, String why) {
        return new IOException(program.name() + ": cannot be started: " + why);
    }

    private static Optional<String> onPath(String word) {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        for (String folder : path.split(":", -1)) {
            Path file = Path.of(folder.isEmpty() ? "." : folder).resolve(word);
            if (trouble(file).isEmpty()) return Optional.of(file.toString());
        }
        return Optional.empty();
    }

    private static String trouble(Path file) {
        if (Files.isDirectory(file)) return "a directory";
        if (!Files.exists(file)) return "no such file";
        return Files.isExecutable(file) ? "" : "not executable for us";
    }
}
