package hydrophone.agent.config;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

final class DaemonConfigFuzzTest {

    /** Whatever the text, a configuration or a list of mistakes comes out, nothing else. */
    @FuzzTest(maxDuration = "1m")
    void parse_anyText_fitsOrIsRefused(FuzzedDataProvider data) {
        try {
            DaemonConfig.Loaded _ = DaemonConfig.parse("fuzz", data.consumeRemainingAsString());
        } catch (ConfigException e) {
            assertFalse(e.problems().isEmpty());
        }
    }
}
