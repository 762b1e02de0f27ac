import com.google.googlejavaformat.java.Formatter;
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
            String after = formatter.formatSourceAndFixImports(before);
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

List<Path> javaFiles(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
        return all.filter(p -> p.toString().endsWith(".java"))
                .filter(p -> !p.toString().contains("/target/"))
                .sorted()
                .toList();
    }
}
