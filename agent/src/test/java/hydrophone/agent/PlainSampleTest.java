package hydrophone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The short way means what the long one means. */
final class PlainSampleTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sample",
                "ps",
                "sample --load",
                "sample --rollup",
                "sample --exclude-system-jobs",
                "sample --json",
                "sample --pretty",
                "ps --cluster fox.educloud.no --load --load --pretty",
                "sample --cluster a --cluster b"
            })
    void likeTheLibrary(String line) throws IllegalAccessException {
        String[] args = line.split(" ", -1);
        Optional<SampleCommand> plain = PlainSample.read(args);
        assertTrue(plain.isPresent(), line);
        CommandLine parsed =
                AgentCommand.line().parseArgs(args).subcommand().commandSpec().commandLine();
        assertEquals(fields(parsed.getCommand()), fields(plain.get()), line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sysinfo",
                "sample extra",
                "sample --help",
                "sample --cluster",
                "sample --cluster --load",
                "sample --cluster=a",
                "sample --cluster 'a'",
                "sample --proc-root /proc",
                "sample --min-cpu-time 5"
            })
    void whatIsNotPlainIsLeftToTheLibrary(String line) {
        assertEquals(Optional.empty(), PlainSample.read(line.split(" ", -1)), line);
    }

    @Test
    void noWordAtAll() {
        assertEquals(Optional.empty(), PlainSample.read(new String[0]));
    }

    private static Map<String, String> fields(Object command) throws IllegalAccessException {
        Map<String, String> values = new TreeMap<>();
        for (Field field : command.getClass().getDeclaredFields()) {
            if (field.isSynthetic() || field.getType() == org.slf4j.Logger.class) continue;
            Object value = field.get(command);
            if (value instanceof OnceOptions options) values.putAll(fields(options));
            else values.put(field.getName(), String.valueOf(value));
        }
        return values;
    }
}
