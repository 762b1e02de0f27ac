package hydrophone.agent.config;

import hydrophone.agent.config.IniFile.Setting;
import hydrophone.agent.config.Problem.Kind;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A file of certificates that a setting names.
 *
 * @param config the configuration, as the user named it
 * @param line of the setting
 * @param section of the setting
 * @param use what the certificates are for
 * @param path where they are
 */
public record CertificateFile(String config, int line, String section, Use use, Path path) {
    public CertificateFile {
        Objects.requireNonNull(config, "config");
        Objects.requireNonNull(section, "section");
        Objects.requireNonNull(use, "use");
        Objects.requireNonNull(path, "path");
    }

    /** What certificates are for. */
    public enum Use {
        /** Each may vouch for a server. */
        TRUSTED("ca-file"),
        /** Ours, and those between it and its CA. */
        SHOWN("cert-file");

        private final String key;

        Use(String key) {
            this.key = key;
        }
    }

    /** Of each setting the last, as everywhere; of a configuration without errors. */
    static List<CertificateFile> of(IniFile ini) {
        Map<String, CertificateFile> last = new LinkedHashMap<>();
        for (Setting setting : ini.settings()) {
            for (Use use : Use.values()) {
                if (!use.key.equals(setting.key())) continue;
                String section = setting.section();
                last.remove(section + use);
                if (setting.value().isEmpty()) continue;
                last.put(
                        section + use,
                        new CertificateFile(
                                ini.name(),
                                setting.line(),
                                section,
                                use,
                                Path.of(setting.value())));
            }
        }
        return List.copyOf(last.values());
    }

    /** Something to say of it, in the place of its setting. */
    public Problem problem(Kind kind, String text) {
        return new Problem(config, line, section + "." + use.key, text, kind);
    }
}
