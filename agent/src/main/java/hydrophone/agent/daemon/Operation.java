package hydrophone.agent.daemon;

import hydrophone.agent.collect.Collector;
import hydrophone.agent.collect.StreamingCollector;
import hydrophone.agent.config.Cadence;
import hydrophone.message.MessageType;

/** One kind of observation and when it is made. */
public sealed interface Operation {
    MessageType type();

    Cadence cadence();

    /** Once at the start, too. */
    boolean onStartup();

    /** On the daemon's own thread, to the instant. */
    record Inline(Collector collector, Cadence cadence, boolean onStartup) implements Operation {
        @Override
        public MessageType type() {
            return collector.type();
        }
    }

    /**
     * On a thread of its own, as it may wait for programs; a point that comes while the one before
     * is still being observed is skipped.
     */
    record Aside(Collector collector, Cadence cadence, boolean onStartup) implements Operation {
        @Override
        public MessageType type() {
            return collector.type();
        }
    }

    /** As {@link Aside}, message by message, and waiting while too many are on their way. */
    record Streaming(StreamingCollector collector, Cadence cadence, boolean onStartup)
            implements Operation {
        @Override
        public MessageType type() {
            return collector.type();
        }
    }
}
