package hydrophone.deploy.demo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM as something to wait for. The JVM's shutdown is held up until the main thread
 * has stopped the children in their order and ends the JVM itself.
 */
final class StopRequest {
    private final CountDownLatch asked = new CountDownLatch(1);

    /** To be called on the thread that stops the children. */
    static StopRequest onSignals() {
        StopRequest request = new StopRequest();
        Thread main = Thread.currentThread();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> request.askAndWaitFor(main), "stop-request"));
        return request;
    }

    private void askAndWaitFor(Thread main) {
        asked.countDown();
        try {
            main.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** True when asked to stop within this time. */
    boolean within(long millis) throws InterruptedException {
        return asked.await(millis, TimeUnit.MILLISECONDS);
    }

    boolean asked() {
        return asked.getCount() == 0;
    }
}
