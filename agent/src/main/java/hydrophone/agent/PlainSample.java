package hydrophone.agent;

import java.util.Optional;

/**
 * Reads the everyday forms of {@code agent sample} by hand, to the same effect as the library that
 * reads all others: that one takes longer to start than the sample to be taken. Whatever is not
 * plain here is left to it, errors included.
 */
final class PlainSample {
    private PlainSample() {}

    /** The command, or empty where the library has to read it. */
    static Optional<SampleCommand> read(String[] args) {
        if (args.length == 0 || !(args[0].equals("sample") || args[0].equals("ps")))
            return Optional.empty();
        SampleCommand command = new SampleCommand();
        for (int i = 1; i < args.length; i++) {
            switch (args[i]) {
                case "--load" -> command.load = true;
                case "--rollup" -> command.rollup = true;
                case "--exclude-system-jobs" -> command.excludeSystemJobs = true;
                case "--json" -> command.options.json = true;
                case "--pretty" -> command.options.pretty = true;
                case "--cluster" -> {
                    if (++i == args.length || !isPlainName(args[i])) return Optional.empty();
                    command.options.cluster = args[i];
                }
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(command);
    }

    private static boolean isPlainName(String word) {
        return word.chars().allMatch(c -> c == '.' || Character.isLetterOrDigit(c))
                && !word.isEmpty();
    }
}
