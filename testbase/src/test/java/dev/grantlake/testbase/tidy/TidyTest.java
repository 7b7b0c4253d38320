package dev.grantlake.testbase.tidy;

import dev.grantlake.testbase.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Reads the whole project and holds it to the house rules; every finding names its file. */
class TidyTest {

    private static final SourceTree TREE = SourceTree.of(Fixtures.projectRoot());

    private static final Pattern DOCUMENT_IN_CODE = Pattern.compile("\\bdocs/[\\w./-]+\\.md\\b");

    @ParameterizedTest
    @MethodSource("lineRules")
    void everyLineKeeps(LineRule rule) {
        assertThat(rule.findings(TREE)).as(rule.name()).isEmpty();
    }

    static List<LineRule> lineRules() {
        return LineRule.ALL;
    }

    @Test
    void theTreeIsThere() {
        assertThat(TREE.files(SourceFile::isJava)).hasSizeGreaterThan(20);
    }

    @Test
    void everyFileEndsWithOneNewline() {
        assertThat(paths(file -> !file.text().isEmpty()
                        && (!file.text().endsWith("\n") || file.text().endsWith("\n\n"))))
                .isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIs() {
        Set<String> described = new HashSet<>();
        for (SourceFile file : TREE.files(file -> file.name().equals("package-info.java"))) {
            described.add(file.folder());
        }
        Set<String> bare = new HashSet<>();
        for (SourceFile file : TREE.files(SourceFile::isJava)) {
            String folder = file.folder();
            boolean counted = !file.name().equals("module-info.java") && !described.contains(folder);
            boolean describedInMain = described.contains(folder.replace("/src/test/java/", "/src/main/java/"));
            if (counted && !describedInMain) {
                bare.add(folder);
            }
        }
        assertThat(bare).as("packages without package-info.java").isEmpty();
    }

    @Test
    void everyModuleIsNullMarked() {
        assertThat(paths(file -> file.name().equals("module-info.java")
                        && file.isLibrary()
                        && !file.path().startsWith("wire/")
                        && !file.text().contains("NullMarked")))
                .isEmpty();
    }

    @Test
    void noPathOfAMachineIsWrittenDown() {
        List<String> paths = new ArrayList<>(List.of("/home/\\w", "/Users/\\w", "[A-Z]:\\\\\\\\?Users"));
        Path here = TREE.root().toAbsolutePath().normalize();
        for (Path folder : Arrays.asList(Path.of(System.getProperty("user.home")), here.getParent())) {
            if (folder != null && folder.getNameCount() > 0 && !folder.equals(temporaryFolder())) {
                paths.add(Pattern.quote(folder + "/"));
            }
        }
        Pattern machine = Pattern.compile("(?<![\\w.$}*-])(?:" + String.join("|", paths) + ")");

        LineRule rule =
                new LineRule("no path of a machine", file -> !file.path().startsWith("testbase/src/test/"), machine);
        assertThat(rule.findings(TREE)).isEmpty();
    }

    @Test
    void everyFormatPageIsLinkedFromTheCode() {
        Set<String> mentioned = new HashSet<>();
        for (SourceFile file : TREE.files(SourceFile::isJava)) {
            Matcher document = DOCUMENT_IN_CODE.matcher(file.text());
            while (document.find()) {
                mentioned.add(document.group());
            }
        }
        assertThat(paths(file -> file.folder().startsWith("docs/formats")
                        && file.isMarkdown()
                        && !file.name().equals("README.md")
                        && !mentioned.contains(file.path())))
                .as("pages that no class names")
                .isEmpty();
    }

    @Test
    void everyDocumentThatTheCodeNamesExists() {
        List<String> missing = new ArrayList<>();
        for (SourceFile file : TREE.files(SourceFile::isJava)) {
            Matcher document = DOCUMENT_IN_CODE.matcher(file.text());
            while (document.find()) {
                if (!TREE.exists(document.group())) {
                    missing.add(file.path() + ": " + document.group());
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyFormatPageIsInTheIndex() {
        String index = TREE.files(file -> file.path().equals("docs/formats/README.md")).stream()
                .map(SourceFile::text)
                .findFirst()
                .orElseThrow();
        assertThat(paths(file -> file.folder().equals("docs/formats")
                        && !file.name().equals("README.md")
                        && !index.contains("(" + file.name() + ")")))
                .isEmpty();
    }

    @Test
    void everyLinkOfAPageLeadsSomewhere() {
        List<String> broken = new ArrayList<>();
        for (SourceFile page : TREE.files(SourceFile::isMarkdown)) {
            for (String link : new Markdown(page).links()) {
                if (!leadsSomewhere(page, link)) {
                    broken.add(page.path() + ": " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static boolean leadsSomewhere(SourceFile page, String link) {
        int hash = link.indexOf('#');
        String target = hash < 0 ? link : link.substring(0, hash);
        String path = target.isEmpty()
                ? page.path()
                : Path.of(page.folder()).resolve(target).normalize().toString().replace('\\', '/');
        if (path.startsWith("..") || !TREE.exists(path)) {
            return false;
        }
        return hash < 0
                || TREE.files(file -> file.path().equals(path)).stream()
                        .anyMatch(file -> new Markdown(file).hasAnchor(link.substring(hash + 1)));
    }

    @Test
    void everyPageHasOneTitle() {
        assertThat(paths(
                        file -> file.isMarkdown() && new Markdown(file).titles().size() != 1))
                .isEmpty();
    }

    @Test
    void theRootDocumentsAreThere() {
        assertThat(Stream.of(
                                "README.md",
                                "LICENSE",
                                "NOTICE",
                                "ARCHITECTURE.md",
                                "CONTRIBUTING.md",
                                "CHANGELOG.md",
                                "SECURITY.md",
                                "COMPATIBILITY.md",
                                "docs/TESTING.md",
                                "docs/GLOSSARY.md",
                                "docs/formats/README.md",
                                "samples/README.md")
                        .filter(path -> !TREE.exists(path)))
                .isEmpty();
    }

    private static List<String> paths(Predicate<SourceFile> offending) {
        return TREE.files(offending).stream().map(SourceFile::path).toList();
    }

    private static Path temporaryFolder() {
        return Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath().normalize();
    }
}
