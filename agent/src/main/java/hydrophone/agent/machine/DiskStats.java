package hydrophone.agent.machine;

import hydrophone.message.SampleSystem.SampleDisk;

import java.util.ArrayList;
import java.util.List;

/** /proc/diskstats: every line, every column, since how many there are depends on the kernel. */
public final class DiskStats {
    private DiskStats() {}

    public static List<SampleDisk> parse(Cursor in) throws MalformedFileException {
        var disks = new ArrayList<SampleDisk>();
        for (; !in.atEnd(); in.nextLine()) {
            in.skipBlanks();
            if (!in.atLineEnd()) disks.add(disk(in));
        }
        return disks;
    }

    private static SampleDisk disk(Cursor in) throws MalformedFileException {
        long major = in.count();
        long minor = in.count();
        String name = in.field();
        if (name.isEmpty()) throw in.malformed("expected the name of a disk");
        var stats = new ArrayList<Long>(20);
        for (in.skipBlanks(); !in.atLineEnd(); in.skipBlanks()) stats.add(in.count());
        return new SampleDisk(name, major, minor, stats);
    }
}
