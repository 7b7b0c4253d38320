package dev.grantlake.testkit.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.grantlake.testbase.Fixtures;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** Holds the compiled classes of all modules to the module table and to the rules that need more than the sources. */
class ArchitectureTest {

    private static final String ROOT = "dev.grantlake.";

    /** Generated messages are not held to rules, and there are many of them. */
    private static final Pattern GENERATED = Pattern.compile(".*/dev/grantlake/wire/\\w+/v\\d+/.*");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.matches(GENERATED))
            .importPackages("dev.grantlake");

    private static final ModuleTable TABLE = ModuleTable.of(read("ARCHITECTURE.md"));

    private static final Pattern JDK = Pattern.compile("java[.]|com[.]sun[.]management$");

    /** Packages of libraries, by the names that the module table gives them. */
    private static final Map<String, String> LIBRARIES = Map.of(
            "com.github.luben.zstd", "zstd-jni",
            "com.google.protobuf", "protobuf-java",
            "com.fasterxml.jackson.core", "jackson-core",
            "org.sqlite", "sqlite-jdbc",
            "de.siegmar.fastcsv", "fastcsv",
            "org.junit", "junit",
            "org.opentest4j", "junit",
            "org.assertj", "assertj");

    /** Main code that others build upon: not the command, not the test grounds. */
    private static final DescribedPredicate<JavaClass> LIBRARY = resideInAPackage("dev.grantlake..")
            .and(DescribedPredicate.not(
                    resideInAnyPackage("dev.grantlake.cli..", "dev.grantlake.testbase..", "dev.grantlake.testkit..")))
            .as("library classes");

    @Test
    void theTableNamesTheModulesOfTheBuild() {
        Set<String> built = new TreeSet<>();
        String project = read("pom.xml");
        // What a profile adds belongs to a module of the table.
        String always = project.substring(0, project.indexOf("<profiles>"));
        Matcher module = Pattern.compile("<module>([^<]+)</module>").matcher(always);
        while (module.find()) {
            built.add(module.group(1));
        }
        assertThat(TABLE.modules()).containsExactlyInAnyOrderElementsOf(built);
    }

    @Test
    void modulesUseOnlyWhatTheTableAllows() {
        Set<String> violations = new TreeSet<>();
        for (JavaClass user : CLASSES) {
            for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
                JavaClass used = dependency.getTargetClass().getBaseComponentType();
                Optional<String> name = moduleOrLibrary(used);
                if (name.isPresent() && !TABLE.allows(module(user), name.get())) {
                    violations.add(module(user) + " may not use " + name.get() + ": " + dependency.getDescription());
                }
            }
        }
        assertThat(violations).isEmpty();
    }

    private static String module(JavaClass ours) {
        String rest = ours.getPackageName().substring(ROOT.length());
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }

    /** Empty for what everybody may use: the JDK's own packages and the nullness annotations. */
    private static Optional<String> moduleOrLibrary(JavaClass used) {
        String name = used.getPackageName();
        if (name.startsWith(ROOT)) {
            return Optional.of(module(used));
        }
        if (used.isPrimitive() || JDK.matcher(name).lookingAt() || name.startsWith("org.jspecify")) {
            return Optional.empty();
        }
        return Optional.of(LIBRARIES.entrySet().stream()
                .filter(library -> name.equals(library.getKey()) || name.startsWith(library.getKey() + "."))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(name));
    }

    /** The public API is a facade over the SPI, which in turn speaks of the API's records: the two are one package. */
    @Test
    void packagesDoNotDependOnEachOtherInCircles() {
        check(slices().matching("dev.grantlake.(**)")
                .should()
                .beFreeOfCycles()
                .ignoreDependency(
                        resideInAPackage("dev.grantlake.store.spi"), resideInAPackage("dev.grantlake.store")));
    }

    @Test
    void onlyTheVfsTouchesFiles() {
        check(noClasses()
                .that(LIBRARY)
                .and()
                .resideOutsideOfPackage("dev.grantlake.vfs..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.io\\.(File|FileInputStream|FileOutputStream|FileReader|FileWriter"
                        + "|RandomAccessFile)|java\\.nio\\.file\\.Files|java\\.nio\\.channels\\..*"));
    }

    /** So that what is set on a connection before it reads a stranger's database cannot be left out or taken back. */
    @Test
    void onlyTheOpenerOfADatabaseAndItsCursorTalkToSqlite() {
        check(noClasses()
                .that(LIBRARY)
                .and()
                .haveNameNotMatching("dev[.]grantlake[.]sqlite[.](Database|Hardening|Cursor)([$].*)?")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite.."));
    }

    @Test
    void librariesDoNotTalkToANetwork() {
        check(noClasses().that(LIBRARY).should().dependOnClassesThat().resideInAnyPackage("java.net..", "javax.net.."));
    }

    @Test
    void librariesDoNotWriteToTheConsole() {
        check(noClasses()
                .that(LIBRARY)
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .accessField(System.class, "in")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging.."));
    }

    /** The exceptions name the temporary folder of the JVM, where nobody has named another. */
    @Test
    void librariesAreConfiguredByTheirCallersOnly() {
        check(noClasses()
                .that(LIBRARY)
                .and()
                .haveNameNotMatching("dev[.]grantlake[.](store[.](Open|Write)Options|c1z[.]ReadComponents)")
                .should()
                .callMethod(System.class, "getProperty", String.class)
                .orShould()
                .callMethod(System.class, "getProperty", String.class, String.class)
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(Boolean.class, "getBoolean", String.class)
                .orShould()
                .callMethod(Integer.class, "getInteger", String.class)
                .orShould()
                .callMethod(Long.class, "getLong", String.class));
    }

    @Test
    void timeAndRandomnessAreHandedIn() {
        check(noClasses()
                .that(LIBRARY)
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.LocalDateTime.class, "now")
                .orShould()
                .callConstructor(Random.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName(ThreadLocalRandom.class.getName()));
    }

    @Test
    void nobodyUsesUnsafe() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("sun..", "jdk..")
                .orShould()
                .dependOnClassesThat()
                .haveSimpleName("Unsafe"));
    }

    @Test
    void nobodyFinalizes() {
        check(methods().should().notHaveName("finalize"));
    }

    @Test
    void namesSayWhatAClassIs() {
        check(noClasses().should().haveNameMatching(".*(Impl|Manager|Helper|Utils?)"));
    }

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
    }

    private static String read(String path) {
        Path file = Fixtures.projectRoot().resolve(path);
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + file, e);
        }
    }
}
