package hydrophone.agent.daemon;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;

/**
 * The operating system's signals as events. The JDK has no supported way to tell SIGHUP from
 * SIGTERM, only {@code sun.misc.Signal} of the module {@code jdk.unsupported}; it is reached by
 * reflection since javac, rightly, warns of it.
 */
public final class Signals {
    private static final Logger log = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /** Sends the names of TERM, INT and HUP to {@code to}, from a thread of the JVM's. */
    public static void catchAll(Consumer<String> to) {
        for (String name : List.of("TERM", "INT", "HUP")) catchOne(name, to);
    }

    private static void catchOne(String name, Consumer<String> to) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours =
                    Proxy.newProxyInstance(
                            Signals.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (proxy, method, arguments) ->
                                    answer(proxy, method, arguments, name, to));
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
        } catch (ReflectiveOperationException e) {
            log.warn("SIG{} cannot be caught and ends the daemon at once: {}", name, e.toString());
        }
    }

    private static @Nullable Object answer(
            Object proxy, Method method, Object[] arguments, String name, Consumer<String> to) {
        return switch (method.getName()) {
            case "handle" -> {
                to.accept(name);
                yield null;
            }
            case "equals" ->
                    System.identityHashCode(proxy) == System.identityHashCode(arguments[0]);
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "handler of SIG" + name;
        };
    }
}
