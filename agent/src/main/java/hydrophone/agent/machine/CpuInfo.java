package hydrophone.agent.machine;

import java.util.HashSet;
import java.util.Set;

/**
 * /proc/cpuinfo, whose form differs by architecture: x86, ARM, POWER, RISC-V, LoongArch and s390
 * are known. A line that makes no sense counts as missing.
 *
 * @param model {@code model name}; on ARM {@code ARMv<CPU architecture>.<CPU variant>} as Sonar has
 *     it; else what names the CPU ({@code cpu}, {@code uarch}); "" if nothing does
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

    /** s390 has a vendor, too. */
    private static final Set<String> X86 =
            Set.of("GenuineIntel", "AuthenticAMD", "HygonGenuine", "CentaurHauls", "Shanghai");

    private static final class Reading {
        private final Set<String> packages = new HashSet<>();
        private int processors;
        private String name = "";
        private String otherName = "";
        private String armVersion = "";
        private String armVariant = "";
        private long cores;
        private long siblings;
        private String vendor = "";

        void take(String key, Cursor in) {
            switch (key) {
                case "processor" -> processors++;
                case "physical id" -> packages.add(in.rest());
                case "cpu cores" -> cores = count(in);
                case "siblings" -> siblings = count(in);
                case "model name", "Model Name" -> name = name.isEmpty() ? in.rest() : name;
                case "cpu", "uarch" -> otherName = in.rest();
                case "CPU architecture" -> armVersion = in.rest();
                case "CPU variant" -> armVariant = decimal(in.rest());
                case "vendor_id" -> vendor = in.rest();
                default -> processors += key.matches("processor \\d+") ? 1 : 0; // s390
            }
        }

        /** No exception: a file of nothing but such lines would take minutes. */
        private static long count(Cursor in) {
            String field = in.field();
            return field.matches("\\d{1,18}") ? Long.parseLong(field) : 0;
        }

        CpuInfo done() {
            boolean arm = !armVersion.isEmpty();
            return new CpuInfo(
                    model(arm),
                    processors,
                    packages.size(),
                    cores,
                    siblings,
                    arm ? "aarch64" : X86.contains(vendor) ? "x86_64" : "");
        }

        private String model(boolean arm) {
            if (!name.isEmpty()) return name;
            if (!arm) return otherName;
            String version = armVersion.equals("AArch64") ? "8" : armVersion;
            return "ARMv" + version + (armVariant.isEmpty() ? "" : "." + armVariant);
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
