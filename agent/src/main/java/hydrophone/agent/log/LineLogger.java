package hydrophone.agent.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;

/** One name's door to {@link Loggers}. */
final class LineLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1;

    private final transient Loggers loggers;

    LineLogger(String name, Loggers loggers) {
        this.name = name;
        this.loggers = loggers;
    }

    @Override
    public boolean isTraceEnabled() {
        return loggers.shows(name, Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return loggers.shows(name, Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return loggers.shows(name, Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return loggers.shows(name, Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return loggers.shows(name, Level.ERROR);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String pattern,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        loggers.write(name, level, pattern, arguments, thrown);
    }
}
