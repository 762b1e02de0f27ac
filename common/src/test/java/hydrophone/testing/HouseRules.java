package hydrophone.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import java.io.FileReader;
import java.io.FileWriter;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.util.Set;

/**
 * The rules that hold in every module. A module's own test calls {@link #check} and adds its room
 * rules.
 */
public final class HouseRules {
    /** Methods that read the machine's clock; a clock is passed instead. */
    private static final Set<String> CLOCKS =
            Set.of("java.lang.System.currentTimeMillis", "java.time.Clock.systemDefaultZone");

    /** Calls with these parameters take the machine's locale or character set. */
    private static final Set<String> DEFAULTS =
            Set.of(
                    "java.lang.String.format(java.lang.String, [Ljava.lang.Object;)",
                    "java.lang.String.formatted([Ljava.lang.Object;)",
                    "java.lang.String.toLowerCase()",
                    "java.lang.String.toUpperCase()",
                    "java.lang.String.getBytes()",
                    "java.lang.String.<init>([B)",
                    "java.lang.String.<init>([B, int, int)",
                    "java.io.ByteArrayOutputStream.toString()",
                    "java.util.Locale.getDefault()",
                    "java.nio.charset.Charset.defaultCharset()",
                    "java.io.PrintStream.printf(java.lang.String, [Ljava.lang.Object;)",
                    "java.io.PrintStream.format(java.lang.String, [Ljava.lang.Object;)",
                    "java.io.PrintWriter.printf(java.lang.String, [Ljava.lang.Object;)",
                    "java.io.PrintWriter.format(java.lang.String, [Ljava.lang.Object;)",
                    "java.io.PrintStream.<init>(java.io.OutputStream)",
                    "java.io.PrintStream.<init>(java.io.OutputStream, boolean)",
                    "java.text.SimpleDateFormat.<init>(java.lang.String)",
                    "java.text.DecimalFormat.<init>(java.lang.String)",
                    "java.time.format.DateTimeFormatter.ofPattern(java.lang.String)");

    /** Readers and writers that must be told their character set (the last parameter). */
    private static final Set<String> TEXT_STREAMS =
            Set.of(
                    FileReader.class.getName(),
                    FileWriter.class.getName(),
                    InputStreamReader.class.getName(),
                    OutputStreamWriter.class.getName());

    private static final Set<String> OUTPUT =
            Set.of(
                    "java.lang.System.out",
                    "java.lang.System.err",
                    "java.lang.System.exit",
                    "java.lang.Runtime.exit",
                    "java.lang.Runtime.halt",
                    "java.lang.Throwable.printStackTrace");

    private HouseRules() {}

    /** The classes of a module, tests and other modules left out. */
    public static JavaClasses classes(String rootPackage) {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
                .importPackages(rootPackage);
    }

    /**
     * Checks all rules.
     *
     * @param classes of the module
     * @param rootPackage whose direct sub-packages must have no cycle
     * @param mayPrint full names of the classes that may use System.out, System.err and System.exit
     */
    public static void check(JavaClasses classes, String rootPackage, String... mayPrint) {
        slices().matching(rootPackage + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(classes);
        noClasses()
                .should()
                .accessTargetWhere(isClock())
                .because("time is passed in as an InstantSource")
                .check(classes);
        noClasses()
                .should()
                .accessTargetWhere(isDefault())
                .because("text is the same on every machine: UTF-8 and Locale.ROOT, named")
                .check(classes);
        noClasses()
                .that(areNot(Set.of(mayPrint)))
                .should()
                .accessTargetWhere(isOutput())
                .because("only a command's own class speaks to the terminal or ends the process")
                .allowEmptyShould(true)
                .check(classes);
    }

    private static DescribedPredicate<JavaAccess<?>> isClock() {
        return DescribedPredicate.describe(
                "a clock that was not passed in",
                access -> {
                    String owner = access.getTargetOwner().getName();
                    boolean now = owner.startsWith("java.time.") && access.getName().equals("now");
                    return now || CLOCKS.contains(owner + "." + access.getName());
                });
    }

    private static DescribedPredicate<JavaAccess<?>> isDefault() {
        return DescribedPredicate.describe(
                "the machine's locale or character set",
                access -> {
                    String owner = access.getTargetOwner().getName();
                    String parameters = parameters(access);
                    boolean stream =
                            TEXT_STREAMS.contains(owner) && access.getName().equals("<init>");
                    if (stream) return !parameters.contains("Charset");
                    return DEFAULTS.contains(owner + "." + access.getName() + parameters);
                });
    }

    private static String parameters(JavaAccess<?> access) {
        return access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target
                ? "("
                        + String.join(
                                ", ",
                                target.getRawParameterTypes().stream()
                                        .map(JavaClass::getName)
                                        .toList())
                        + ")"
                : "";
    }

    private static DescribedPredicate<JavaAccess<?>> isOutput() {
        return DescribedPredicate.describe(
                "stdout, stderr or the end of the process",
                access -> {
                    String target = access.getTargetOwner().getName() + "." + access.getName();
                    return OUTPUT.contains(target);
                });
    }

    private static DescribedPredicate<JavaClass> areNot(Set<String> names) {
        return DescribedPredicate.describe(
                "are not " + names, type -> !names.contains(outermost(type).getName()));
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(HouseRules::outermost).orElse(type);
    }
}
