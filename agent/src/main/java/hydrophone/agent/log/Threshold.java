package hydrophone.agent.log;

import org.slf4j.event.Level;

import java.util.Locale;
import java.util.Optional;

/** From which level on lines are written; the words are those of {@code HYDROPHONE_LOG}. */
enum Threshold {
    OFF(Integer.MAX_VALUE),
    ERROR(Level.ERROR.toInt()),
    WARN(Level.WARN.toInt()),
    INFO(Level.INFO.toInt()),
    DEBUG(Level.DEBUG.toInt()),
    TRACE(Level.TRACE.toInt());

    private final int least;

    Threshold(int least) {
        this.least = least;
    }

    boolean passes(Level level) {
        return level.toInt() >= least;
    }

    static Optional<Threshold> ofWord(String word) {
        String upper = word.strip().toUpperCase(Locale.ROOT);
        for (Threshold threshold : values()) {
            if (threshold.name().equals(upper)) return Optional.of(threshold);
        }
        return Optional.empty();
    }
}
