package hydrophone.agent.machine;

import java.util.HashSet;
import java.util.Set;

/**
 * /proc/cpuinfo, whose form differs by architecture.
 *
 * @param model {@code model name}; on ARM {@code ARMv<CPU architecture>.<CPU variant>}; "" if it
 *     names none
 * @param processors CPUs that are online
 * @param sockets distinct {@code physical id}, 0 if it names none
 * @param coresPerSocket last {@code cpu cores}, 0 if it names none
 * @param siblings last {@code siblings}: CPUs of a socket, 0 if it names none
 * @param architecture told by its form: {@code aarch64} or {@code x86_64}, "" = neither
 */
public record CpuInfo(
        String model,
        int processors,
        int sockets,
        long coresPerSocket,
        long siblings,
        String architecture) {

    public static CpuInfo parse(Cursor in) throws MalformedFileException {
        var reading = new Reading();
        for (; !in.atEnd(); in.nextLine()) {
            int colon = in.find(':');
            if (colon < 0) continue;
            String key = in.text(in.position(), colon).strip();
            in.moveTo(colon + 1);
            reading.take(key, in);
        }
        if (reading.processors == 0) throw in.malformed("expected a line processor");
        return reading.done();
    }

    private static final class Reading {
        private final Set<String> packages = new HashSet<>();
        private int processors;
        private String name = "";
        private String otherName = "";
        private String armVersion = "";
        private String armVariant = "";
        private long cores;
        private long siblings;
        private boolean x86;

        void take(String key, Cursor in) throws MalformedFileException {
            switch (key) {
                case "processor" -> processors++;
                case "physical id" -> packages.add(in.rest());
                case "cpu cores" -> cores = in.count();
                case "siblings" -> siblings = in.count();
                case "model name" -> name = name.isEmpty() ? in.rest() : name;
                case "cpu", "uarch" -> otherName = in.rest();
                case "CPU architecture" -> armVersion = in.rest();
                case "CPU variant" -> armVariant = decimal(in.rest());
                case "vendor_id" -> x86 = true;
                default -> {}
            }
        }

        CpuInfo done() {
            boolean arm = !armVersion.isEmpty();
            return new CpuInfo(
                    model(arm),
                    processors,
                    packages.size(),
                    cores,
                    siblings,
                    arm ? "aarch64" : x86 ? "x86_64" : "");
        }

        private String model(boolean arm) {
            if (!name.isEmpty()) return name;
            return arm ? "ARMv" + armVersion + "." + armVariant : otherName;
        }

        private static String decimal(String variant) {
            try {
                return Long.toString(Long.decode(variant));
            } catch (NumberFormatException _) {
                return variant;
            }
        }
    }
}
