package hydrophone.agent.machine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How many sockets, cores and threads are online. From {@code devices/system/cpu/cpuN/topology}
 * where the kernel shows it (all architectures; offline CPUs have none), else from /proc/cpuinfo.
 * Dies and clusters are no sockets. Two small files a CPU.
 *
 * @param sockets at least 1
 * @param coresPerSocket of the fullest socket, at least 1
 * @param threadsPerCore of the fullest core, at least 1
 */
public record CpuTopology(long sockets, long coresPerSocket, long threadsPerCore) {
    private static final String CPUS = "devices/system/cpu";
    private static final String UNKNOWN = "-1";

    public static CpuTopology read(KernelFiles sys, CpuInfo info) {
        Map<String, Set<String>> coresOfPackage = new HashMap<>();
        Map<String, Integer> threadsOfCore = new HashMap<>();
        for (String name : sys.names(CPUS)) {
            if (!name.matches("cpu\\d{1,6}")) continue;
            String id = sys.line(CPUS + "/" + name + "/topology/physical_package_id");
            String core = sys.line(CPUS + "/" + name + "/topology/thread_siblings_list");
            if (id.isEmpty() || core.isEmpty()) continue;
            coresOfPackage.computeIfAbsent(id, _ -> new HashSet<>()).add(core);
            threadsOfCore.merge(core, 1, Integer::sum);
        }
        if (coresOfPackage.isEmpty()) return of(info);
        int cores = threadsOfCore.size();
        long fullest = coresOfPackage.values().stream().mapToLong(Set::size).max().orElse(1);
        long threads = threadsOfCore.values().stream().mapToLong(n -> n).max().orElse(1);
        long processors = packagesAreSockets(sys, info, coresOfPackage) ? 0 : processors(sys);
        return processors > 0 && cores % processors == 0
                ? new CpuTopology(processors, cores / processors, threads)
                : new CpuTopology(coresOfPackage.size(), fullest, threads);
    }

    /**
     * An ARM kernel whose firmware has no table of processors (PPTT) gives each CPU the number of
     * its NUMA node or cluster for that of its package, older ones -1.
     */
    private static boolean packagesAreSockets(
            KernelFiles sys, CpuInfo info, Map<String, Set<String>> packages) {
        if (packages.containsKey(UNKNOWN)) return false;
        if (!info.architecture().equals("aarch64")) return true;
        String[] tables = sys.names("firmware/acpi/tables");
        return tables.length == 0 || Arrays.asList(tables).contains("PPTT");
    }

    /** Processors that the firmware lists (SMBIOS type 4), 0 = it says nothing. */
    private static long processors(KernelFiles sys) {
        return Arrays.stream(sys.names("firmware/dmi/entries"))
                .filter(name -> name.matches("4-\\d{1,4}"))
                .count();
    }

    /** What /proc/cpuinfo says; on machines where it says nothing, one socket of all CPUs. */
    static CpuTopology of(CpuInfo info) {
        long sockets = Math.max(1, info.sockets());
        long cores = info.coresPerSocket();
        if (cores == 0 || cores > info.processors()) {
            return new CpuTopology(sockets, Math.max(1, info.processors() / sockets), 1);
        }
        return new CpuTopology(sockets, cores, Math.max(1, info.siblings() / cores));
    }
}
