package hydrophone.agent.process;

import java.util.Arrays;

/**
 * Finds the processes below a container's shim (containerd-shim of Docker and Kubernetes, conmon of
 * podman and cri-o, starter of Apptainer and Singularity), for kernels and runtimes whose control
 * groups and process-id namespaces do not show it. The shim itself is outside.
 */
final class ContainerTrees {
    private static final int DEEPEST = 256;

    private boolean[] members = new boolean[1024];

    /** By row; valid until the next call. */
    boolean[] of(Generation rows) {
        if (members.length < rows.size()) members = new boolean[rows.size() + rows.size() / 2];
        Arrays.fill(members, 0, rows.size(), false);
        if (!anyShim(rows)) return members;
        for (int row = 0; row < rows.size(); row++) members[row] = below(rows, row);
        return members;
    }

    private static boolean anyShim(Generation rows) {
        for (int row = 0; row < rows.size(); row++) {
            if (rows.is(row, Generation.SHIM)) return true;
        }
        return false;
    }

    private static boolean below(Generation rows, int row) {
        int at = row;
        for (int depth = 0; depth < DEEPEST; depth++) {
            at = rows.row(rows.ppid(at));
            if (at < 0) return false;
            if (rows.is(at, Generation.SHIM)) return true;
        }
        return false;
    }

    /** A command's name has 15 bytes, so the older shim of Docker is cut. */
    static boolean shim(String comm) {
        return comm.startsWith("containerd-shim")
                || comm.startsWith("docker-containe")
                || comm.equals("conmon")
                || comm.equals("starter")
                || comm.equals("starter-suid");
    }
}
