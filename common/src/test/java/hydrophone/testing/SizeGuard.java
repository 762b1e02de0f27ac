package hydrophone.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Keeps files and methods small: fails above {@value #MOST_FILE_LINES} lines a file or {@value
 * #MOST_METHOD_LINES} a method, and prints the 90th percentile of both.
 */
public final class SizeGuard {
    private static final int MOST_FILE_LINES = 350;
    private static final int MOST_METHOD_LINES = 60;

    private SizeGuard() {}

    /** Looks through a source folder, {@code src/main/java} of the module under test. */
    public static void check(Path sources) {
        try (Stream<Path> all = Files.walk(sources)) {
            List<Path> files = all.filter(p -> p.toString().endsWith(".java")).sorted().toList();
            check(files, fileLines(files), methodLines(files));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void check(
            List<Path> files, Map<String, Long> fileLines, Map<String, Long> methodLines) {
        System.out.printf(
                "sizes: %d files, p90 %d lines, longest %d; %d methods, p90 %d lines, longest %d%n",
                files.size(),
                percentile(fileLines, 90),
                percentile(fileLines, 100),
                methodLines.size(),
                percentile(methodLines, 90),
                percentile(methodLines, 100));
        assertEquals(List.of(), above(fileLines, MOST_FILE_LINES), "files too long");
        assertEquals(List.of(), above(methodLines, MOST_METHOD_LINES), "methods too long");
    }

    private static Map<String, Long> fileLines(List<Path> files) throws IOException {
        Map<String, Long> lines = new TreeMap<>();
        for (Path file : files) {
            try (Stream<String> all = Files.lines(file, StandardCharsets.UTF_8)) {
                lines.put(file.toString(), all.count());
            }
        }
        return lines;
    }

    private static Map<String, Long> methodLines(List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    manager,
                                    null,
                                    null,
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            Map<String, Long> lines = new TreeMap<>();
            for (CompilationUnitTree unit : task.parse()) {
                new MethodLines(unit, positions, lines).scan(unit, null);
            }
            return lines;
        }
    }

    private static final class MethodLines extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final Map<String, Long> lines;

        MethodLines(CompilationUnitTree unit, SourcePositions positions, Map<String, Long> lines) {
            this.unit = unit;
            this.positions = positions;
            this.lines = lines;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
            if (method.getBody() != null) {
                long first = line(positions.getStartPosition(unit, method));
                long last = line(positions.getEndPosition(unit, method));
                String place = unit.getSourceFile().getName() + ":" + first;
                lines.put(place + " " + method.getName(), last - first + 1);
            }
            return super.visitMethod(method, null);
        }

        private long line(long position) {
            return unit.getLineMap().getLineNumber(position);
        }
    }

    private static List<String> above(Map<String, Long> lines, long most) {
        List<String> tooLong = new ArrayList<>();
        lines.forEach((what, count) -> {
            if (count > most) tooLong.add(what + ": " + count);
        });
        return tooLong;
    }

    private static long percentile(Map<String, Long> lines, int percent) {
        List<Long> sorted = lines.values().stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get((sorted.size() - 1) * percent / 100);
    }
}
