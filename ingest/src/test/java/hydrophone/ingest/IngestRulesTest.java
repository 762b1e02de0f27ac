package hydrophone.ingest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;

import hydrophone.testing.HouseRules;
import hydrophone.testing.SizeGuard;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;

/** Who may use what in this module. */
final class IngestRulesTest {
    private static final JavaClasses CLASSES = HouseRules.classes("hydrophone.ingest");

    @Test
    void houseRules() {
        HouseRules.check(
                CLASSES,
                "hydrophone.ingest",
                "hydrophone.ingest.IngestMain",
                "hydrophone.ingest.IngestCommand",
                "hydrophone.ingest.ImportCommand",
                "hydrophone.ingest.ExportCommand",
                "hydrophone.ingest.CheckCommand",
                "hydrophone.ingest.CompactCommand",
                "hydrophone.ingest.ReplayCommand",
                "hydrophone.ingest.RecoverCommand",
                "hydrophone.ingest.IngestWiring",
                "hydrophone.ingest.QueryMain",
                "hydrophone.ingest.QueryCommand");
    }

    @Test
    void sizes() {
        SizeGuard.check(Path.of("src/main/java"));
    }

    @Test
    void databasesOnlyInStoreAndQuery() {
        noClasses()
                .that()
                .resideOutsideOfPackages("hydrophone.ingest.store..", "hydrophone.ingest.query..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..", "org.flywaydb..")
                .check(CLASSES);
    }

    @Test
    void kafkaOnlyInConsume() {
        noClasses()
                .that()
                .resideOutsideOfPackage("hydrophone.ingest.consume..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(CLASSES);
    }

    @Test
    void noProcessIsStarted_andTheAgentIsAStranger() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.ProcessBuilder")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("hydrophone.agent..")
                .check(CLASSES);
    }
}
