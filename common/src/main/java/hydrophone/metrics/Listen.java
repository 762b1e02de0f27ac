package hydrophone.metrics;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server listens.
 *
 * @param host a name or an address; IPv6 without brackets
 * @param port from 1 on
 */
public record Listen(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([A-Za-z0-9._-]+)):([0-9]{1,5})");

    /** Empty: not of the form HOST:PORT. */
    public static Optional<Listen> parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) return Optional.empty();
        int port = Integer.parseInt(parts.group(3));
        String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
        boolean legal = host != null && port > 0 && port <= 65_535;
        return legal ? Optional.of(new Listen(host, port)) : Optional.empty();
    }

    /** Whether only this machine can reach it, by its literal address. */
    public boolean isLoopback() {
        if (host.equals("localhost")) return true;
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
