package hydrophone.topic;

import java.util.Optional;

/** What a daemon is; names its control topic. */
public enum Role {
    NODE("node"),
    MASTER("master");

    private final String word;

    Role(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    public static Optional<Role> ofWord(String word) {
        for (Role role : values()) {
            if (role.word.equals(word)) return Optional.of(role);
        }
        return Optional.empty();
    }
}
