package hydrophone.testing.slurm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A job or step as somebody tells it: members by the names of the wire, each as text; times as
 * seconds since 1970. A member that is not said, or is zero, is not there.
 */
public record SlurmRecord(RunKey key, Map<String, String> members) {

    public SlurmRecord {
        members = new TreeMap<>(members);
    }

    public String member(String name) {
        return members.getOrDefault(name, "");
    }

    /** Where the other differs in members that both sides can tell; nothing = equal. */
    public List<String> differences(SlurmRecord other, Iterable<String> told) {
        List<String> differences = new ArrayList<>();
        for (String name : told) {
            if (member(name).equals(other.member(name))) continue;
            differences.add(key + " " + name + ": " + member(name) + " but " + other.member(name));
        }
        return differences;
    }

    /** Builds one; leaves out what says nothing. */
    static final class Members {
        private final Map<String, String> members = new TreeMap<>();

        Members put(String name, String value) {
            if (!value.isEmpty() && !value.equals("0")) members.put(name, value);
            return this;
        }

        Members put(String name, long value) {
            return put(name, Long.toString(value));
        }

        SlurmRecord at(RunKey key) {
            return new SlurmRecord(key, members);
        }
    }
}
