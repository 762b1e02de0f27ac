package hydrophone.agent.sink;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A message as the other side has it.
 *
 * @param key empty = the other side is not told
 * @param bytes of the value, a character each, so that they can be compared
 */
record Arrived(String topic, Optional<String> key, String bytes) {

    static Arrived of(String topic, Optional<String> key, byte[] value) {
        return new Arrived(topic, key, new String(value, StandardCharsets.ISO_8859_1));
    }

    /** As it should arrive where all is told. */
    static Arrived whole(Outgoing message) {
        return of(message.topic(), Optional.of(message.key()), message.value());
    }

    @Override
    public String toString() {
        String head = bytes.length() > 40 ? bytes.substring(0, 40) + "…" : bytes;
        return topic + " " + key.orElse("-") + " " + bytes.length() + ":" + head;
    }
}
