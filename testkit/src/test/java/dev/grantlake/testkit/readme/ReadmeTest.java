package dev.grantlake.testkit.readme;

import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grant;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.Store;
import dev.grantlake.store.Sync;
import dev.grantlake.testbase.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** The examples in the README are those that are compiled, and they do what a reader expects. */
class ReadmeTest {

    private static final Path ROOT = Fixtures.projectRoot();
    private static final Path EXAMPLES = Path.of("testkit/src/test/java/dev/grantlake/testkit/readme");

    @TempDir
    private Path folder;

    @Test
    void theExamplesInTheReadmeAreThoseThatAreCompiled() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        String second = readme.substring(readme.indexOf("```java\n") + 1);
        assertThat(between(readme, "```java\n", "```\n")).isEqualTo(example("ApiExample.java"));
        String third = second.substring(second.indexOf("```java\n") + 1);
        assertThat(between(second, "```java\n", "```\n")).isEqualTo(example("WriteExample.java"));
        assertThat(between(third, "```java\n", "```\n")).isEqualTo(example("EditExample.java"));
    }

    private static String example(String file) throws IOException {
        String source = Files.readString(ROOT.resolve(EXAMPLES).resolve(file));
        return between(source, "// README\n", "        // README")
                .lines()
                .map(line -> line.substring("        ".length()))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    @Test
    void whatTheSecondExampleWritesIsRead() {
        Path file = folder.resolve("out.c1z");
        WriteExample.write(file);
        try (Store store = Grantlake.open(file)) {
            assertThat(store.latestSync().orElseThrow().grants().all().stream().map(Grant::id))
                    .containsExactly("group:staff:member:user:alice");
        }
    }

    @Test
    void whatTheThirdExampleChangesIsRead() {
        Path file = folder.resolve("edited.c1z");
        ResourceId staff = ResourceId.of("group", "staff");
        ResourceId alice = ResourceId.of("user", "alice");
        ResourceId bob = ResourceId.of("user", "bob");
        EntitlementKey member = new EntitlementKey(staff, "group:staff:member");
        EditExample.edit(file, member, alice, bob);
        try (Store store = Grantlake.open(file)) {
            Sync sync = store.latestSync().orElseThrow();
            assertThat(sync.run().finished()).isTrue();
            assertThat(sync.grants().all().stream().map(grant -> grant.key().principal()))
                    .containsExactly(alice, bob);
        }
    }

    @Test
    void theExamplePrintsWhatTheSampleHolds() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ApiExample.class.getName())
                .directory(ROOT.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor()).isZero();
        assertThat(lines)
                .startsWith("1000 grants")
                .contains("has role:r001:assigned on role/r001")
                .endsWith("held by group/g0001", "held by user/u000000", "held by user/u000001");
    }

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start);
        int to = text.indexOf(end, from + start.length());
        assertThat(from).as(start).isNotNegative();
        assertThat(to).as(end).isNotNegative();
        return text.substring(from + start.length(), to);
    }
}
