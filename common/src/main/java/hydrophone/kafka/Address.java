package hydrophone.kafka;

import java.util.ArrayList;
import java.util.List;

/**
 * One of a broker's addresses.
 *
 * @param host a name, or an address without brackets
 */
public record Address(String host, int port) {

    /** Those in {@code host:port,[host]:port}; what is none is left out. */
    public static List<Address> list(String broker) {
        List<Address> addresses = new ArrayList<>();
        for (String each : broker.split(",", -1)) {
            String text = each.strip();
            int colon = text.lastIndexOf(':');
            if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) continue;
            String host = text.substring(0, colon);
            boolean bracketed = host.startsWith("[") && host.endsWith("]");
            addresses.add(
                    new Address(
                            bracketed ? host.substring(1, host.length() - 1) : host,
                            Integer.parseInt(text.substring(colon + 1))));
        }
        return List.copyOf(addresses);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
