package hydrophone.agent.collect;

import hydrophone.agent.machine.Cursor;
import hydrophone.agent.machine.KernelFiles;
import hydrophone.agent.process.ProcessTable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;

/**
 * Tells a machine that shows us few processes from one that has few: /proc may be mounted so that
 * other users' are hidden (proc(5), {@code hidepid}). Said once, at the first sample.
 */
final class HiddenProcesses {
    private static final Logger log = LoggerFactory.getLogger(HiddenProcesses.class);

    private HiddenProcesses() {}

    /** A line for the sample's errors; logged, too. */
    static Optional<String> of(KernelFiles proc, ProcessTable table) {
        if (table.row(1) >= 0 || !hides(proc)) return Optional.empty();
        String line =
                "other users' processes are hidden: /proc is mounted with hidepid; run as root, or"
                        + " in the group that its option gid names";
        log.warn("{}", line);
        return Optional.of(line);
    }

    private static boolean hides(KernelFiles proc) {
        int length = proc.readAll("self/mounts");
        if (length < 0) return false;
        Cursor in = proc.cursor("self/mounts", length);
        boolean hidden = false;
        for (; !in.atEnd(); in.nextLine()) {
            in.skipFields(1);
            boolean here = in.field().equals("/proc");
            String type = in.field();
            // What was mounted there last lies on top.
            if (here && type.equals("proc")) hidden = hides(in.field());
        }
        return hidden;
    }

    private static boolean hides(String options) {
        for (String option : options.split(",", -1)) {
            if (option.startsWith("hidepid=")) {
                return !option.equals("hidepid=0") && !option.equals("hidepid=off");
            }
        }
        return false;
    }
}
