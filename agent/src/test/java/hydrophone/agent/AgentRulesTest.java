package hydrophone.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;

import hydrophone.testing.HouseRules;
import hydrophone.testing.SizeGuard;

import org.junit.jupiter.api.Test;

import java.io.PrintStream;
import java.nio.file.Path;

/** What may be used where in the agent, and why. */
final class AgentRulesTest {
    private static final JavaClasses CLASSES = HouseRules.classes("hydrophone.agent");

    @Test
    void houseRules() {
        HouseRules.check(
                CLASSES,
                "hydrophone.agent",
                "hydrophone.agent.Main",
                "hydrophone.agent.AgentCommand",
                "hydrophone.agent.CheckCommand",
                "hydrophone.agent.ControlCommand",
                "hydrophone.agent.DaemonCommand",
                "hydrophone.agent.Once",
                "hydrophone.agent.SpoolCommand",
                "hydrophone.agent.Wiring",
                "hydrophone.agent.log.Loggers",
                "hydrophone.agent.spool.KillPoint");
    }

    @Test
    void sizes() {
        SizeGuard.check(Path.of("src/main/java"));
    }

    /** One direction: the agent does not know the other half. */
    @Test
    void ingestAndDeployAreStrangers() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("hydrophone.ingest..", "hydrophone.deploy..")
                .check(CLASSES);
    }

    /** Time-outs and output caps are kept in one place. */
    @Test
    void processesStartInOneClass() {
        noClasses()
                .that()
                .doNotHaveSimpleName("SystemCommands")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ProcessBuilder.class)
                .check(CLASSES);
    }

    /** Collectors must not know how messages travel. */
    @Test
    void kafkaStaysAtTheDoors() {
        noClasses()
                .that()
                .resideOutsideOfPackages("hydrophone.agent.sink..", "hydrophone.agent.control..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(CLASSES);
    }

    /** Loaded only where it is asked for: a daemon that tells nobody of itself does without. */
    @Test
    void prometheusAndTheWebServerStayInMetrics() {
        noClasses()
                .that()
                .resideOutsideOfPackage("hydrophone.agent.metrics..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.prometheus..", "com.sun.net.httpserver..")
                .check(CLASSES);
    }

    /** What is below the commands is handed the stream that it writes to. */
    @Test
    void onlyCommandsPrint() {
        noClasses()
                .that()
                .resideInAPackage("hydrophone.agent.(*)..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(PrintStream.class)
                .check(CLASSES);
    }

    /** A tree of objects per message is more memory than the agent has. */
    @Test
    void noDatabindAndNoDatabase() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml.jackson.databind..", "java.sql..")
                .check(CLASSES);
    }

    /** The resident process never loads the library for command lines. */
    @Test
    void theDaemonIsWithoutPicocli() {
        noClasses()
                .that()
                .resideInAPackage("hydrophone.agent.(*)..")
                .or()
                .belongToAnyOf(Main.class, DaemonCommand.class, Wiring.class, Session.class)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(CLASSES);
    }

    /** Only records, sealed types and a few interfaces are meant to be extended. */
    @Test
    void finalByDefault() {
        classes()
                .that()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .areNotAnonymousClasses()
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(CLASSES);
    }
}
