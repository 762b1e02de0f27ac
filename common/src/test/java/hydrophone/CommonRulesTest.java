package hydrophone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;

import hydrophone.testing.HouseRules;
import hydrophone.testing.SizeGuard;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;

/** The rooms of {@code common}. */
class CommonRulesTest {
    private static final JavaClasses COMMON = HouseRules.classes("hydrophone");

    @Test
    void houseRulesHold() {
        HouseRules.check(COMMON, "hydrophone");
    }

    @Test
    void filesAndMethodsAreSmall() {
        SizeGuard.check(Path.of("src/main/java"));
    }

    @Test
    void messageKnowsOnlyTheJdk() {
        classes()
                .that()
                .resideInAPackage("hydrophone.message")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("hydrophone.message", "java..", "org.jspecify.annotations")
                .check(COMMON);
    }

    /** The agent's heap has no room for databind. */
    @Test
    void jsonIsStreamed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml.jackson.databind..")
                .check(COMMON);
    }

    @Test
    void onlyTheCodecKnowsJackson() {
        noClasses()
                .that()
                .resideOutsideOfPackage("hydrophone.codec")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml.jackson..")
                .check(COMMON);
    }

    @Test
    void onlyKafkaKnowsKafka() {
        noClasses()
                .that()
                .resideOutsideOfPackage("hydrophone.kafka")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..")
                .check(COMMON);
    }
}
