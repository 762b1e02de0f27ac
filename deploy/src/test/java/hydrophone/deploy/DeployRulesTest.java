package hydrophone.deploy;

import hydrophone.testing.HouseRules;
import hydrophone.testing.SizeGuard;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;

/** The house's rules in this module. */
final class DeployRulesTest {
    @Test
    void houseRules() {
        HouseRules.check(
                HouseRules.classes("hydrophone.deploy"),
                "hydrophone.deploy",
                "hydrophone.deploy.demo.Demo",
                "hydrophone.deploy.demo.DemoCommand");
    }

    @Test
    void sizes() {
        SizeGuard.check(Path.of("src/main/java"));
    }
}
