package hydrophone.ingest;

import hydrophone.Version;
import hydrophone.ingest.store.Compaction;
import hydrophone.ingest.store.FullCompaction;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code ingest compact}: a store's free pages back to the file system. */
@Command(
        name = "ingest compact",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Gives what the store in DIR no longer needs back to the file system. No ingest may"
                    + " have it open; readers may.",
            "Ending it at any time loses nothing."
        },
        footer = {
            "",
            "Exit status: 0 done, 2 usage, 70 internal, 73 no room on the disk, 74 store damaged,"
                    + " 75 in use,",
            "78 no store of this version."
        })
final class CompactCommand implements Callable<Integer> {
    @Option(
            names = "--data-dir",
            required = true,
            paramLabel = "DIR",
            description = "Folder of the store.")
    private Path dataDir = Path.of("");

    @Option(
            names = "--full",
            description =
                    "Write the whole file anew beside the old one, then put it in its place: as"
                        + " small as can be, but needs that much room, and nobody may read the old"
                        + " one at the start and the end.")
    private boolean full;

    private CompactCommand() {}

    /** Its command line. */
    static CommandLine line() {
        CommandLine line = new CommandLine(new CompactCommand());
        line.getCommandSpec().version("hydrophone version " + Version.text());
        return line;
    }

    @Override
    public Integer call() {
        IngestLog.configure(false);
        if (full) whole();
        else inPlace();
        return 0;
    }

    private void whole() {
        FullCompaction.Result done = FullCompaction.run(dataDir);
        print(done.before(), done.after());
    }

    private void inPlace() {
        Compaction.Result done = Compaction.run(dataDir);
        print(done.before(), done.after());
        if (!done.possible()) {
            System.err.println(
                    "ingest: this file was not made to give pages back in place; --full will");
        } else if (!done.shortened()) {
            System.err.println(
                    "ingest: the store is being read; the file gets shorter when that has ended and"
                            + " this runs again");
        }
    }

    private void print(long before, long after) {
        System.out.println(
                dataDir.resolve("store.db")
                        + " compacted: bytes_before="
                        + before
                        + " bytes_after="
                        + after);
    }
}
