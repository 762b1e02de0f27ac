package hydrophone.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;

/** What may be used where in the agent, and why. */
@AnalyzeClasses(packages = "hydrophone", importOptions = ImportOption.DoNotIncludeTests.class)
final class AgentRulesTest {

    /** One direction: common knows nobody, and the agent does not know the other half. */
    @ArchTest
    static final ArchRule ONE_DIRECTION =
            noClasses()
                    .that()
                    .resideInAPackage("hydrophone.agent..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("hydrophone.ingest..", "hydrophone.deploy..");

    /** A package that can be understood by itself. */
    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("hydrophone.agent.(*)..").should().beFreeOfCycles();

    /** Time-outs and output caps are kept in one place. */
    @ArchTest
    static final ArchRule PROCESSES_START_IN_ONE_CLASS =
            noClasses()
                    .that()
                    .resideInAPackage("hydrophone.agent..")
                    .and()
                    .doNotHaveSimpleName("SystemCommands")
                    .should()
                    .dependOnClassesThat()
                    .belongToAnyOf(ProcessBuilder.class);

    /** Collectors must not know how messages travel. */
    @ArchTest
    static final ArchRule KAFKA_STAYS_AT_THE_DOORS =
            noClasses()
                    .that()
                    .resideInAPackage("hydrophone..")
                    .and()
                    .resideOutsideOfPackages(
                            "hydrophone.agent.sink..",
                            "hydrophone.agent.control..",
                            "hydrophone.kafka..",
                            "hydrophone.testing..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.kafka..");

    /** Results on standard output come from commands and sinks alone. */
    @ArchTest
    static final ArchRule STANDARD_STREAMS =
            noClasses()
                    .that()
                    .resideInAPackage("hydrophone.agent.(*)..")
                    .should()
                    .accessField(System.class, "out")
                    .orShould()
                    .accessField(System.class, "err")
                    .orShould()
                    .dependOnClassesThat()
                    .belongToAnyOf(PrintStream.class);

    /** Only the entry ends the process; whatever else does could lose messages. */
    @ArchTest
    static final ArchRule EXIT =
            noClasses()
                    .that()
                    .doNotHaveFullyQualifiedName(Main.class.getName())
                    .should()
                    .callMethod(System.class, "exit", int.class);

    /** A clock is passed in, so that a day can be tested in a millisecond. */
    @ArchTest
    static final ArchRule CLOCK =
            noClasses()
                    .that()
                    .resideInAPackage("hydrophone.agent..")
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .callMethod(OffsetDateTime.class, "now")
                    .orShould()
                    .callMethod(ZonedDateTime.class, "now")
                    .orShould()
                    .callMethod(LocalDateTime.class, "now")
                    .orShould()
                    .callMethod(Clock.class, "systemDefaultZone");

    /** A tree of objects per message is more memory than the agent has. */
    @ArchTest
    static final ArchRule NO_DATABIND =
            noClasses()
                    .that()
                    .resideInAPackage("hydrophone..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("com.fasterxml.jackson.databind..", "java.sql..");

    /** The resident process never loads the library for command lines. */
    @ArchTest
    static final ArchRule DAEMON_WITHOUT_PICOCLI =
            noClasses()
                    .that()
                    .resideInAPackage("hydrophone.agent.(*)..")
                    .or()
                    .belongToAnyOf(Main.class, DaemonCommand.class, Wiring.class)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("picocli..");

    /** Only records, sealed types and a few interfaces are meant to be extended. */
    @ArchTest
    static final ArchRule FINAL_BY_DEFAULT =
            classes()
                    .that()
                    .resideInAPackage("hydrophone.agent..")
                    .and()
                    .areNotInterfaces()
                    .and()
                    .areNotEnums()
                    .and()
                    .areNotAnonymousClasses()
                    .and()
                    .doNotHaveSimpleName("package-info")
                    .should()
                    .haveModifier(JavaModifier.FINAL);
}
