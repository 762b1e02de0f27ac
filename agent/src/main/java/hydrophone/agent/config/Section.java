package hydrophone.agent.config;

import hydrophone.agent.config.IniFile.Setting;
import hydrophone.agent.config.Problem.Kind;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of one section, asked for by name. The names asked for are the known ones: whatever
 * is left at {@link #finish()} is unknown. Of repeats, aliases included, the last wins.
 */
final class Section {
    private static final Pattern LOGIN = Pattern.compile("//.*@");
    private static final Pattern VOLUME = Pattern.compile("([0-9]{1,9})([KkMmGg]?)");

    private final String name;
    private final List<Setting> settings;
    private final Problems problems;
    private final Set<String> known = new LinkedHashSet<>();

    Section(String name, List<Setting> settings, Problems problems) {
        this.name = name;
        this.settings = settings;
        this.problems = problems;
    }

    Optional<String> text(String... names) {
        return last(names).map(Setting::value);
    }

    boolean flag(boolean fallback, String... names) {
        return value("true or false", Section::parseFlag, names).orElse(fallback);
    }

    Optional<Duration> span(String... names) {
        return value(
                "a positive whole number and one of h, m, s, such as 5m", TimeSpan::parse, names);
    }

    List<String> list(String... names) {
        return text(names).map(v -> List.of(v.split(",", -1))).orElse(List.of()).stream()
                .filter(item -> !item.isEmpty())
                .toList();
    }

    /** Bytes, with K, M or G for 2^10, 2^20, 2^30. */
    OptionalLong volume(String... names) {
        Optional<Long> bytes = value("bytes as digits, with K, M or G", Section::bytes, names);
        return bytes.isPresent() ? OptionalLong.of(bytes.get()) : OptionalLong.empty();
    }

    OptionalInt count(String... names) {
        Optional<Integer> count = value("a whole number from 1 on", Section::parseCount, names);
        return count.isPresent() ? OptionalInt.of(count.get()) : OptionalInt.empty();
    }

    Optional<Cadence> cadence() {
        Optional<Setting> setting = last("cadence");
        if (setting.isEmpty()) return Optional.empty();
        Optional<Duration> span = TimeSpan.parse(setting.get().value());
        if (span.isEmpty()) {
            wrong(
                    setting.get(),
                    "expected a whole number from 1 on and one of h, m, s, such as 15s or 5m;"
                            + " found \""
                            + setting.get().value()
                            + "\"");
            return Optional.empty();
        }
        Optional<Cadence> cadence = Cadence.parse(setting.get().value());
        if (cadence.isEmpty()) {
            wrong(
                    setting.get(),
                    "expected a length that divides a day, or whole days; nearest are "
                            + Cadence.nearest(span.get()));
        }
        return cadence;
    }

    Optional<Path> path(String... names) {
        return value("a path", Section::parsePath, names);
    }

    /** An absolute path. */
    Optional<Path> folder(String... names) {
        return value(
                "an absolute path of a folder",
                text -> parsePath(text).filter(Path::isAbsolute),
                names);
    }

    /** An absolute path of a program; "" disables it. */
    Optional<String> program(String... names) {
        return value(
                "an absolute path without /../ and blanks, or \"\" to disable it",
                Section::parseProgram,
                names);
    }

    <T> Optional<T> value(String expected, Function<String, Optional<T>> parse, String... names) {
        Optional<Setting> setting = last(names);
        if (setting.isEmpty()) return Optional.empty();
        Optional<T> value = parse.apply(setting.get().value());
        if (value.isEmpty()) {
            wrong(
                    setting.get(),
                    "expected " + expected + "; found \"" + shown(setting.get().value()) + "\"");
        }
        return value;
    }

    /** Known, but this version does nothing with it. */
    void without(String why, String... names) {
        last(names).ifPresent(setting -> problems.add(setting, Kind.WARNING, why));
    }

    boolean has(String... names) {
        return last(names).isPresent();
    }

    void wrong(String key, String text) {
        last(key)
                .ifPresentOrElse(
                        setting -> wrong(setting, text),
                        () -> problems.add(name + "." + key, Kind.ERROR, text));
    }

    void warn(String key, String text) {
        last(key).ifPresent(setting -> problems.add(setting, Kind.WARNING, text));
    }

    /** About the section as a whole. */
    void warn(String text) {
        problems.add("[" + name + "]", Kind.WARNING, text);
    }

    /** What it names may not be used as it is. */
    void forbid(String key, String text) {
        last(key).ifPresent(setting -> problems.add(setting, Kind.FORBIDDEN, text));
    }

    /** The value is one that others should not see in this file. */
    void secret(String key) {
        last(key).ifPresent(problems::secret);
    }

    /** Reports every setting that nobody asked for. */
    void finish() {
        for (Setting setting : settings) {
            if (known.contains(setting.key())) continue;
            String hint =
                    NearestName.of(setting.key(), known)
                            .map(k -> "; did you mean " + k + "?")
                            .orElse("; known are " + String.join(", ", known));
            problems.add(setting, Kind.DOUBTFUL, "unknown setting of [" + name + "]" + hint);
        }
    }

    private void wrong(Setting setting, String text) {
        problems.add(setting, Kind.ERROR, text);
    }

    private Optional<Setting> last(String... names) {
        Set<String> wanted = Set.of(names);
        known.addAll(List.of(names));
        return settings.stream().filter(s -> wanted.contains(s.key())).reduce((_, b) -> b);
    }

    private static Optional<Boolean> parseFlag(String text) {
        return switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    static Optional<Path> parsePath(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> parseProgram(String text) {
        boolean allowed = text.startsWith("/") && !text.contains("/../") && !text.contains(" ");
        return text.isEmpty() || allowed ? parsePath(text).map(Path::toString) : Optional.empty();
    }

    private static Optional<Long> bytes(String text) {
        Matcher parts = VOLUME.matcher(text);
        if (!parts.matches()) return Optional.empty();
        int shift =
                switch (parts.group(2).toLowerCase(Locale.ROOT)) {
                    case "k" -> 10;
                    case "m" -> 20;
                    case "g" -> 30;
                    default -> 0;
                };
        return Optional.of(Long.parseLong(parts.group(1)) << shift);
    }

    private static Optional<Integer> parseCount(String text) {
        return matching(Pattern.compile("[0-9]{1,9}"), text)
                .map(Integer::valueOf)
                .filter(n -> n > 0);
    }

    static Optional<String> matching(Pattern pattern, String text) {
        return pattern.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }

    /** Who puts a login into an address must not find it in a log. */
    private static String shown(String value) {
        String masked = LOGIN.matcher(value).replaceFirst("//****@");
        return masked.length() > 60 ? masked.substring(0, 60) + "…" : masked;
    }
}
