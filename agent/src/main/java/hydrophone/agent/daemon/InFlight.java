package hydrophone.agent.daemon;

import hydrophone.agent.daemon.Event.Observed;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;

/**
 * Observations that are made beside the daemon's own thread, since they wait for programs: each on
 * a thread with its type's name, one of a kind. For the daemon's thread only.
 */
final class InFlight {
    private final Map<Operation, Thread> threads = new HashMap<>();
    private final BlockingQueue<Event> events;

    /**
     * @param events gets an {@link Observed} after each
     */
    InFlight(BlockingQueue<Event> events) {
        this.events = events;
    }

    /** Makes an observation. */
    interface Body {
        void run() throws InterruptedException;
    }

    /** False if the one before is not done yet. */
    boolean start(Operation operation, Body body) {
        if (threads.containsKey(operation)) return false;
        Thread thread =
                Thread.ofPlatform()
                        .daemon()
                        .name(operation.type().word())
                        .unstarted(() -> run(operation, body));
        threads.put(operation, thread);
        thread.start();
        return true;
    }

    void ended(Operation operation) {
        threads.remove(operation);
    }

    /** Tells all to end, and does not wait for it. */
    void interrupt() {
        threads.values().forEach(Thread::interrupt);
    }

    /** Waits until all have ended, for at most this time. */
    void await(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        for (Thread thread : threads.values()) {
            boolean _ = thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        }
    }

    private void run(Operation operation, Body body) {
        try {
            try {
                body.run();
            } finally {
                // Waits for room: this end must not be forgotten, however many events there are.
                events.put(new Observed(operation));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
