package dev.grantlake.lsm.planted;

import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Plants one bug after the other, compiles the file it is in, and has the proof run with that class in front of the
 * sound ones. Runs only when asked for: {@code -Pplanted}.
 */
@ExtendWith(Seeds.class)
class PlantedBugs {

    private static final Path ROOT = Path.of(System.getProperty("grantlake.root", ".."));
    private static final long MOST_MINUTES = 4;

    @TempDir
    Path folder = Path.of("");

    static List<PlantedBug> bugs() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("lsm/src/test/resources/planted"))) {
            List<PlantedBug> bugs = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                bugs.add(PlantedBug.read(file));
            }
            return bugs;
        }
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void isNoticed(PlantedBug bug, Dice dice) throws IOException, InterruptedException {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        Path source = folder.resolve(bug.source().getFileName());
        Files.writeString(source, bug.in(Files.readString(ROOT.resolve(bug.source()))));
        int compiled = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "-nowarn",
                        "-proc:none",
                        "-d",
                        classes.toString(),
                        "-cp",
                        classPath(),
                        source.toString());
        assertThat(compiled).as("%s compiles", bug.name()).isZero();
        assertThat(noticed(bug.proof(), dice, classes + File.pathSeparator + classPath()))
                .as(bug.toString())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void soundSourcesPass(Proof proof, Dice dice) throws IOException, InterruptedException {
        assertThat(noticed(proof, dice, classPath())).isFalse();
    }

    @Test
    void thereAreEnough() throws IOException {
        assertThat(bugs()).filteredOn(bug -> bug.proof() == Proof.METAMORPHIC).hasSizeGreaterThanOrEqualTo(10);
    }

    /** One that does not come to an end is noticed, too. */
    private boolean noticed(Proof proof, Dice dice, String classPath) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath,
                        Proof.class.getName(),
                        proof.name(),
                        Long.toString(dice.bits()),
                        Files.createDirectory(folder.resolve("run")).toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
                return true;
            }
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(output);
        System.out.println(said.lines().limit(2).toList());
        assertThat(said).containsAnyOf("nothing noticed", "noticed: ");
        return said.contains("noticed: ");
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }
}
