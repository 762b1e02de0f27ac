package hydrophone.agent.process;

import hydrophone.agent.process.ProcessScan.RawProcess;

import java.util.List;

/**
 * Finds the processes below a container's shim (containerd-shim of Docker and Kubernetes, conmon of
 * podman and cri-o), for kernels and recordings whose control groups and process-id namespaces do
 * not show it. The shim itself is outside.
 */
final class ContainerTrees {
    private static final int DEEPEST = 256;

    private ContainerTrees() {}

    static boolean[] members(List<RawProcess> byPid) {
        boolean[] members = new boolean[byPid.size()];
        if (byPid.stream().noneMatch(ContainerTrees::shim)) return members;
        for (int i = 0; i < members.length; i++) members[i] = below(byPid, byPid.get(i));
        return members;
    }

    private static boolean below(List<RawProcess> byPid, RawProcess process) {
        RawProcess at = process;
        for (int depth = 0; depth < DEEPEST; depth++) {
            int parent = index(byPid, at.stat().ppid());
            if (parent < 0) return false;
            at = byPid.get(parent);
            if (shim(at)) return true;
        }
        return false;
    }

    private static boolean shim(RawProcess process) {
        String comm = process.stat().comm();
        return comm.startsWith("containerd-shim") || comm.equals("conmon");
    }

    private static int index(List<RawProcess> byPid, long pid) {
        int low = 0;
        int high = byPid.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long here = byPid.get(middle).pid();
            if (here == pid) return middle;
            if (here < pid) low = middle + 1;
            else high = middle - 1;
        }
        return -1;
    }
}
