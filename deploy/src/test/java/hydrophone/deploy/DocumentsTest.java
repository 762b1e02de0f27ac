package hydrophone.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the documents name is there. */
final class DocumentsTest {
    private static final Path ROOT = Path.of(System.getProperty("project.root", ".."));
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");
    private static final Pattern TEST = Pattern.compile("`([A-Z][a-z][A-Za-z]*(?:Test|IT))`");
    private static List<Path> documents = List.of();

    @BeforeAll
    static void find() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder : List.of(ROOT, ROOT.resolve("docs"))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(found::add);
            }
        }
        documents = found;
        assertTrue(documents.size() > 4, documents::toString);
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents) {
            for (String target : named(LINK, document)) {
                if (!Files.exists(document.resolveSibling(target))) {
                    broken.add(document + ": " + target);
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    @Test
    void testsThatShowAPromiseExist() throws IOException {
        Set<String> there;
        try (Stream<Path> files = Files.walk(ROOT)) {
            there =
                    files.filter(file -> file.toString().contains("src/test/java"))
                            .map(file -> file.getFileName().toString())
                            .collect(Collectors.toSet());
        }
        List<String> missing = new ArrayList<>();
        for (Path document : documents) {
            for (String test : named(TEST, document)) {
                if (!there.contains(test + ".java")) missing.add(document + ": " + test);
            }
        }
        assertEquals(List.of(), missing);
    }

    private static List<String> named(Pattern pattern, Path document) throws IOException {
        return pattern.matcher(Files.readString(document))
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }
}
