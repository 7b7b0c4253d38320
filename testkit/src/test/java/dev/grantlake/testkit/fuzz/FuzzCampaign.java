package dev.grantlake.testkit.fuzz;

import com.code_intelligence.jazzer.Jazzer;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.grantlake.testbase.Fixtures;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Searches for inputs that break a promise: each target for {@code -Dfuzz.minutes}, one after the other, each in a JVM
 * of its own. Begins with the committed inputs and, where the fixtures are there, with theirs; keeps what it finds
 * interesting in {@code target/fuzz/<target>/corpus}, so a second run goes on where the first ended. An input that
 * breaks a promise ends its target and lies in {@code target/fuzz/<target>} as {@code crash-…}.
 *
 * <p>Not an ordinary test: run by the profile {@code fuzz}, see {@code docs/TESTING.md}.
 */
class FuzzCampaign {

    private static final List<Class<?>> TARGETS = List.of(
            SnappyFuzzTest.class,
            MinLzFuzzTest.class,
            EnvelopeFuzzTest.class,
            FrameIndexFuzzTest.class,
            TarFuzzTest.class,
            ManifestMessageFuzzTest.class,
            SstableFuzzTest.class,
            RowTableFuzzTest.class,
            ManifestFuzzTest.class,
            WalFuzzTest.class,
            LakeLogFuzzTest.class,
            KsuidFuzzTest.class,
            TupleCodecFuzzTest.class,
            PageTokenFuzzTest.class,
            RecordsFuzzTest.class,
            OlderRecordsFuzzTest.class,
            V1ContainerFuzzTest.class,
            SqlitePagesFuzzTest.class);

    private static final String OURS = "dev.grantlake.**";
    private static final int SECONDS_PER_INPUT = 20;
    private static final int SECONDS_PER_MINUTE = 60;
    private static final int LAST_LINES = 40;

    @TestFactory
    Stream<DynamicTest> targets() {
        String only = System.getProperty("fuzz.target", "");
        return TARGETS.stream()
                .filter(target -> only.isEmpty() || target.getSimpleName().equals(only))
                .map(target -> DynamicTest.dynamicTest(target.getSimpleName(), () -> search(target)));
    }

    private static void search(Class<?> target) throws IOException, InterruptedException {
        Path folder = Path.of("target", "fuzz", target.getSimpleName()).toAbsolutePath();
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        Path seeds = folder.resolve("seeds");
        SeedCorpora.writeCommitted(seeds);
        if (Fixtures.present()) {
            SeedCorpora.writeFixtures(seeds);
        }
        Path seedsOfTarget = Files.createDirectories(
                seeds.resolve(target.getSimpleName() + "Inputs").resolve(methodOf(target)));
        Path log = folder.resolve("log");
        int exitCode = new ProcessBuilder(command(target, corpus, seedsOfTarget))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertThat(exitCode)
                .as("%s, whose last words are:%n%s", log, lastLines(log))
                .isZero();
    }

    private static List<String> command(Class<?> target, Path corpus, Path seeds) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx1g");
        command.add("-Dgrantlake.root=" + Fixtures.projectRoot());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Jazzer.class.getName());
        command.add("--target_class=" + target.getName());
        command.add("--instrumentation_includes=" + OURS);
        command.add("--custom_hook_includes=" + OURS);
        command.add(corpus.toString());
        command.add(seeds.toString());
        command.add("-max_total_time=" + Integer.getInteger("fuzz.minutes", 1) * SECONDS_PER_MINUTE);
        command.add("-timeout=" + SECONDS_PER_INPUT);
        command.add("-print_final_stats=1");
        return command;
    }

    private static String methodOf(Class<?> target) {
        return Arrays.stream(target.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(FuzzTest.class))
                .map(Method::getName)
                .findFirst()
                .orElseThrow();
    }

    private static String lastLines(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }
}
