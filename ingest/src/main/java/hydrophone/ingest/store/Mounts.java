package hydrophone.ingest.store;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The mounted file systems, from {@code /proc/mounts}; empty where there is no such file. */
record Mounts(List<Mount> mounts) {
    private static final Set<String> SHARED =
            Set.of("nfs", "nfs4", "lustre", "beegfs", "gpfs", "cifs", "smb3", "ceph", "afs");

    /** One line: point, type, and whether programs may be mapped from it. */
    record Mount(Path point, String type, boolean noexec) {
        /** SQLite's WAL needs memory shared between all readers: not to be had over a network. */
        boolean shared() {
            return SHARED.contains(type) || type.startsWith("beegfs");
        }
    }

    static Mounts read(Path file) {
        try {
            // Other bytes than UTF-8 may stand in a path; ISO 8859-1 never fails.
            return parse(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return new Mounts(List.of());
        }
    }

    static Mounts parse(String text) {
        List<Mount> mounts = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            String[] words = line.split(" ", -1);
            if (words.length < 4 || !words[1].startsWith("/")) continue;
            boolean noexec = List.of(words[3].split(",", -1)).contains("noexec");
            mounts.add(new Mount(Path.of(unescape(words[1])), words[2], noexec));
        }
        return new Mounts(List.copyOf(mounts));
    }

    /** The mount that holds an absolute path: the deepest, of equals the last. */
    @Nullable Mount of(Path path) {
        Mount found = null;
        for (Mount mount : mounts) {
            boolean deeper =
                    found == null || mount.point().getNameCount() >= found.point().getNameCount();
            if (path.startsWith(mount.point()) && deeper) found = mount;
        }
        return found;
    }

    /** Blanks and the like are written as {@code \040}. */
    private static String unescape(String word) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < word.length(); i++) {
            boolean octal =
                    i + 3 < word.length() && word.substring(i).matches("(?s)\\\\[0-7]{3}.*");
            if (octal) {
                text.append((char) Integer.parseInt(word.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                text.append(word.charAt(i));
            }
        }
        return text.toString();
    }
}
