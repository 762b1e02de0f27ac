package hydrophone.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the kernel says of this machine and of a process. */
final class Machine {
    private Machine() {}

    /** MiB, from smaps_rollup; threads from status. */
    record Memory(double resident, double anonymous, int threads) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "RSS %.1f MiB, %.1f of it anonymous, %d threads",
                    resident,
                    anonymous,
                    threads);
        }
    }

    static Memory memory(long pid) throws IOException {
        List<String> rollup = Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"));
        return new Memory(
                number(rollup, "Rss:") / 1024.0,
                number(rollup, "Anonymous:") / 1024.0,
                (int) number(Files.readAllLines(Path.of("/proc/" + pid + "/status")), "Threads:"));
    }

    /** Where the memory lies, by file: resident and anonymous MiB; "-" for mappings of no file. */
    static String places(long pid) throws IOException {
        Map<String, long[]> all = new TreeMap<>();
        long[] now = new long[2];
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps"))) {
            String[] words = line.split("\\s+");
            if (words[0].matches("[0-9a-f]+-[0-9a-f]+")) {
                String name = words.length > 5 ? words[5].replaceAll(".*/", "") : "-";
                now = all.computeIfAbsent(name, _ -> new long[2]);
            } else if (words[0].equals("Rss:")) {
                now[0] += Long.parseLong(words[1]);
            } else if (words[0].equals("Anonymous:")) {
                now[1] += Long.parseLong(words[1]);
            }
        }
        return all.entrySet().stream()
                .filter(place -> place.getValue()[0] >= 512)
                .map(place -> place.getKey() + mebibytes(place.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String mebibytes(long[] kib) {
        return String.format(Locale.ROOT, " %.1f/%.1f", kib[0] / 1024.0, kib[1] / 1024.0);
    }

    private static long number(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }

    /** User and system, hundredths of a second, of all threads there were. */
    static long cpuTicks(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(words[11]) + Long.parseLong(words[12]);
    }

    /** The same of this process's children that have ended. */
    static long childTicks() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(words[13]) + Long.parseLong(words[14]);
    }

    /** CPU time by thread in ns, by the name the kernel has for it. */
    static Map<String, Long> cpuByThread(long pid) throws IOException {
        Map<String, Long> all = new TreeMap<>();
        try (DirectoryStream<Path> tasks =
                Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks) {
                try {
                    String name = Files.readString(task.resolve("comm")).strip();
                    String used = Files.readString(task.resolve("schedstat")).split(" ")[0];
                    all.merge(name, Long.parseLong(used), Long::sum);
                } catch (NoSuchFileException e) {
                    continue;
                }
            }
        }
        return all;
    }

    static String describe() throws IOException {
        String model =
                Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.replaceAll(".*: ", ""))
                        .findFirst()
                        .orElse("unknown CPU");
        return Runtime.getRuntime().availableProcessors()
                + " x "
                + model
                + ", kernel "
                + Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
    }

    static String load() throws IOException {
        return "load " + Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    }

    static String java(Path home) throws IOException {
        boolean own = Files.isExecutable(home.resolve("runtime/bin/java"));
        boolean cache = own && Files.exists(home.resolve("lib/agent.aot"));
        return (own ? "own runtime" : "no runtime of its own")
                + (cache ? " with start caches" : ", NO START CACHE");
    }

    /** As the launcher has it. */
    static String classPath(Path home) throws IOException {
        try (Stream<Path> jars = Files.list(home.toAbsolutePath().resolve("lib/agent"))) {
            return jars.sorted().map(Path::toString).collect(Collectors.joining(":"));
        }
    }
}
