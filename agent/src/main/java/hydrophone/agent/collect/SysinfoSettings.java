package hydrophone.agent.collect;

import java.util.Objects;

/**
 * Commands that describe the machine's topology, split at blanks; "" = none.
 *
 * @param topoSvgCommand writes SVG on stdout
 * @param topoTextCommand writes text on stdout
 */
public record SysinfoSettings(String topoSvgCommand, String topoTextCommand) {
    public SysinfoSettings {
        Objects.requireNonNull(topoSvgCommand, "topoSvgCommand");
        Objects.requireNonNull(topoTextCommand, "topoTextCommand");
    }

    public static SysinfoSettings none() {
        return new SysinfoSettings("", "");
    }
}
