package hydrophone.agent.machine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How many sockets, cores and threads. From {@code devices/system/cpu/cpuN/topology} where the
 * kernel shows it (all architectures; offline CPUs have none), else from /proc/cpuinfo.
 *
 * @param sockets at least 1
 * @param coresPerSocket of the fullest socket, at least 1
 * @param threadsPerCore of the fullest core, at least 1
 */
public record CpuTopology(long sockets, long coresPerSocket, long threadsPerCore) {
    private static final String CPUS = "devices/system/cpu";

    public static CpuTopology read(KernelFiles sys, CpuInfo info) {
        Map<String, Set<String>> coresOfSocket = new HashMap<>();
        Map<String, Integer> threadsOfCore = new HashMap<>();
        for (String name : sys.names(CPUS)) {
            if (!name.matches("cpu\\d{1,6}")) continue;
            String socket = sys.line(CPUS + "/" + name + "/topology/physical_package_id");
            String core = sys.line(CPUS + "/" + name + "/topology/thread_siblings_list");
            if (socket.isEmpty() || core.isEmpty()) continue;
            coresOfSocket.computeIfAbsent(socket, _ -> new HashSet<>()).add(core);
            threadsOfCore.merge(core, 1, Integer::sum);
        }
        if (coresOfSocket.isEmpty()) return of(info);
        return new CpuTopology(
                coresOfSocket.size(),
                coresOfSocket.values().stream().mapToInt(Set::size).max().orElse(1),
                threadsOfCore.values().stream().mapToInt(n -> n).max().orElse(1));
    }

    /** What /proc/cpuinfo says; on machines where it says nothing, one socket of all CPUs. */
    static CpuTopology of(CpuInfo info) {
        long sockets = Math.max(1, info.sockets());
        if (info.coresPerSocket() == 0) {
            return new CpuTopology(sockets, Math.max(1, info.processors() / sockets), 1);
        }
        long threads = Math.max(1, info.siblings() / info.coresPerSocket());
        return new CpuTopology(sockets, info.coresPerSocket(), threads);
    }
}
