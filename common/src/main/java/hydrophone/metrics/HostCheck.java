package hydrophone.metrics;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether a request means this machine by the name that it gives. A web page may make a browser
 * believe that its own name has our loopback address, and then read what we answer (DNS rebinding);
 * the name stays the page's. Who gives no name at all is no browser.
 */
final class HostCheck {
    private static final Pattern PORT = Pattern.compile(":[0-9]{0,5}$");
    private static final Set<String> OURS = Set.of("localhost", "127.0.0.1", "[::1]");

    private final boolean loopback;

    /**
     * @param loopback whether we answer to this machine only; anything else goes by many names
     */
    HostCheck(boolean loopback) {
        this.loopback = loopback;
    }

    /**
     * @param hosts all Host headers of a request
     */
    boolean passes(List<String> hosts) {
        if (!loopback || hosts.isEmpty()) return true;
        String host = PORT.matcher(hosts.getFirst().strip()).replaceFirst("");
        return hosts.size() == 1 && OURS.contains(host.toLowerCase(Locale.ROOT));
    }
}
