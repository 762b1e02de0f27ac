package hydrophone.ingest.tree;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files of a tree in order of day, then name. Days lie in the tree or in its folder that bears
 * the cluster's name. Links are followed: the depth is that of a day, so no loop goes on. Holds one
 * day's names.
 */
final class TreeWalk {
    /** Years, months, days. */
    private static final List<Pattern> LEVELS =
            List.of(
                    Pattern.compile("[0-9]{4}"),
                    Pattern.compile("[0-9]{2}"),
                    Pattern.compile("[0-9]{2}"));

    /** What is met. Paths are relative to the tree, with {@code /}. */
    interface Visitor {
        void file(Path file, String path, TreeName name);

        /** Is not of the layout. */
        void stranger(String path);

        void unreadable(String path, IOException why);
    }

    private final Path tree;
    private final String cluster;
    private final Visitor visitor;

    TreeWalk(Path tree, String cluster, Visitor visitor) {
        this.tree = tree;
        this.cluster = cluster;
        this.visitor = visitor;
    }

    void walk() {
        folder(tree, "", 0);
        Path own = tree.resolve(cluster);
        if (Files.isDirectory(own)) folder(own, cluster + "/", 0);
    }

    private void folder(Path folder, String path, int level) {
        for (String name : names(folder, path)) {
            Path entry = folder.resolve(name);
            if (level == LEVELS.size()) file(entry, path + name, name);
            else if (isLevel(level, entry, name)) folder(entry, path + name + "/", level + 1);
            else if (!isOwn(path, name)) visitor.stranger(path + name);
        }
    }

    private static boolean isLevel(int level, Path entry, String name) {
        return LEVELS.get(level).matcher(name).matches() && Files.isDirectory(entry);
    }

    private boolean isOwn(String path, String name) {
        return path.isEmpty() && (name.equals(cluster) || name.equals(LedgerImport.FILE));
    }

    /** Pipes and devices would not end. */
    private void file(Path file, String path, String fileName) {
        Optional<TreeName> name = TreeName.of(fileName);
        if (name.isPresent() && Files.isRegularFile(file)) visitor.file(file, path, name.get());
        else visitor.stranger(path);
    }

    private List<String> names(Path folder, String path) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) names.add(String.valueOf(entry.getFileName()));
        } catch (IOException e) {
            visitor.unreadable(path, e);
        } catch (DirectoryIteratorException e) {
            visitor.unreadable(path, Objects.requireNonNull(e.getCause()));
        }
        Collections.sort(names);
        return names;
    }
}
