import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks (or with -Dformat.fix=true writes) the layout of every Java file below the given folders.
 */
void main(String[] folders) throws Exception {
    var formatter =
            new Formatter(
                    JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.AOSP).build());
    boolean fix = Boolean.getBoolean("format.fix");
    int wrong = 0;
    for (String folder : folders) {
        for (Path file : javaFiles(Path.of(folder))) {
            String before = Files.readString(file);
            String after = stable(formatter, file, before);
            if (before.equals(after)) continue;
            wrong++;
            IO.println((fix ? "formatted " : "not formatted: ") + file);
            if (fix) Files.writeString(file, after);
        }
    }
    if (wrong > 0 && !fix) {
        IO.println(wrong + " files: run 'make format'");
        System.exit(1);
    }
}

/** Long strings take the formatter two passes now and then. */
String stable(Formatter formatter, Path file, String source) throws Exception {
    String before = source;
    for (int pass = 0; pass < 4; pass++) {
        String after = formatted(formatter, file, before);
        if (after.equals(before)) return after;
        before = after;
    }
    return before;
}

String formatted(Formatter formatter, Path file, String source) {
    try {
        return formatter.formatSourceAndFixImports(source);
    } catch (FormatterException e) {
        IO.println(file + ":" + e.getMessage());
        System.exit(1);
        throw new AssertionError("not reached", e);
    }
}

List<Path> javaFiles(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
        return all.filter(p -> p.toString().endsWith(".java"))
                .filter(p -> !p.toString().contains("/target/"))
                .sorted()
                .toList();
    }
}
