package hydrophone.agent.daemon;

import hydrophone.agent.spool.Loss;
import hydrophone.agent.spool.Loss.Reason;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Says in English what a spool has lost. */
final class LossWords {
    private LossWords() {}

    static String of(List<Loss> losses) {
        List<String> parts = new ArrayList<>();
        for (Reason reason : Reason.values()) {
            List<Loss> some = losses.stream().filter(l -> l.reason() == reason).toList();
            if (!some.isEmpty()) parts.add(of(reason, some));
        }
        return String.join("; ", parts);
    }

    private static String of(Reason reason, List<Loss> losses) {
        long messages = losses.stream().mapToLong(Loss::messages).sum();
        String what =
                switch (reason) {
                    case FULL ->
                            " messages dropped, the oldest, since the spool or its disk was full";
                    case DAMAGED -> " messages damaged on disk, their bytes are in the quarantine";
                };
        return messages + what + span(losses);
    }

    private static String span(List<Loss> losses) {
        Instant from = losses.stream().map(Loss::from).min(Comparator.naturalOrder()).orElseThrow();
        Instant to = losses.stream().map(Loss::to).max(Comparator.naturalOrder()).orElseThrow();
        return " (from " + second(from) + " to " + second(to) + ")";
    }

    private static Instant second(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
