package hydrophone.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** docs/store.md as its readers take it: the statements to copy, the views it names. */
final class StoreDocument {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$");
    private static final Pattern VIEW = Pattern.compile("\\bv_[a-z_]+");

    private final String text;

    StoreDocument() {
        try {
            text = Files.readString(Path.of(System.getProperty("project.root"), "docs/store.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The numbered examples in their order, asked at the time of {@link ExampleStore}. */
    List<String> examples() {
        return blocks("sql").stream()
                .map(sql -> sql.replace("'now'", "'" + ExampleStore.NOW.replace("Z", "") + "'"))
                .toList();
    }

    /** The one for Grafana, as it stands. */
    String grafana() {
        return blocks("").stream()
                .filter(block -> block.contains("$__from"))
                .findFirst()
                .orElse("");
    }

    /** Every view that is named anywhere. */
    Set<String> views() {
        Set<String> views = new TreeSet<>();
        Matcher matcher = VIEW.matcher(text);
        while (matcher.find()) views.add(matcher.group());
        return views;
    }

    /** How many examples have their number and question. */
    long questions() {
        return Pattern.compile("(?m)^\\*\\*\\d+\\. ").matcher(text).results().count();
    }

    private List<String> blocks(String language) {
        return BLOCK.matcher(text)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2).strip())
                .toList();
    }
}
