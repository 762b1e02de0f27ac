package hydrophone.ingest.store;

import java.util.Objects;

/**
 * How far a file of a directory tree has been stored.
 *
 * @param tree the tree's own path
 * @param path of the file below it, with {@code /}
 * @param size bytes that had been read
 * @param modifiedNanos the file's last change as seen before it was read, ns since 1970
 * @param next first byte that is not stored
 * @param tail digest of what stands before {@code next}, to know the file by
 * @param done the end was reached
 */
public record FileMark(
        String tree,
        String path,
        long size,
        long modifiedNanos,
        long next,
        String tail,
        boolean done) {
    public FileMark {
        Objects.requireNonNull(tree, "tree");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(tail, "tail");
    }
}
