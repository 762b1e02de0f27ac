package hydrophone.agent.log;

import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.time.InstantSource;

/** What SLF4J finds on the class path: lines on standard error, no file, no configuration. */
public final class LogProvider implements SLF4JServiceProvider {
    private final Loggers loggers =
            new Loggers(
                    new FileOutputStream(FileDescriptor.err),
                    InstantSource.system(),
                    System.getenv());
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new NOPMDCAdapter();

    @Override
    public void initialize() {}

    @Override
    public ILoggerFactory getLoggerFactory() {
        return loggers;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }
}
