package hydrophone.agent.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * When this machine booted, held still: the kernel derives {@code btime} from two clocks at each
 * read, so that it moves by a second now and then, while job ids of process groups hang on it. Only
 * a step of the wall clock moves it here.
 *
 * <p>With a memory it also holds from run to run: a small file says what was first seen in this
 * boot, which the kernel names in /proc/sys/kernel/random/boot_id. A file that cannot be read or
 * written is as good as none.
 */
public final class BootTime {
    /** 2020-01-01T00:00:00Z */
    private static final long EPOCH_ZERO = 1_577_836_800;

    private static final long STEP = 60;

    private final Optional<Path> memory;
    private final String bootId;
    private long seconds;

    /** Held still while this object lives. */
    public BootTime() {
        this(Optional.empty(), "");
    }

    private BootTime(Optional<Path> memory, String bootId) {
        this.memory = memory;
        this.bootId = bootId;
        memory.ifPresent(this::recall);
    }

    /**
     * Held still as long as the machine is up.
     *
     * @param folder where the file is kept; made if need be
     */
    public static BootTime remembered(Path procRoot, Path folder) {
        String bootId = new KernelFiles(procRoot).line("sys/kernel/random/boot_id");
        if (bootId.isEmpty()) return new BootTime();
        return new BootTime(Optional.of(folder.resolve("boot-time")), bootId);
    }

    /** Takes what /proc/stat says now and returns what holds: seconds since 1970. */
    public long steady(long btime) {
        if (Math.abs(btime - seconds) > STEP) {
            seconds = btime;
            memory.ifPresent(this::remember);
        }
        return seconds;
    }

    private void recall(Path file) {
        try {
            String[] words = Files.readString(file).strip().split(" ", -1);
            if (words.length == 2 && words[0].equals(bootId)) seconds = Long.parseLong(words[1]);
        } catch (IOException | NumberFormatException _) {
            // Nothing is remembered, then.
        }
    }

    private void remember(Path file) {
        try {
            Files.createDirectories(Optional.ofNullable(file.getParent()).orElse(Path.of("")));
            Path fresh = file.resolveSibling("boot-time.new");
            Files.writeString(fresh, bootId + " " + seconds + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException _) {
            // The next run may see another second; this one does not.
        }
    }

    /** The wire's epoch of a boot: seconds since 2020, at least 1 (a dead clock boots in 1970). */
    public static long epoch(long bootSeconds) {
        return Math.max(1, bootSeconds - EPOCH_ZERO);
    }
}
