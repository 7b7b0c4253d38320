package dev.grantlake.testkit.writing;

import dev.grantlake.cli.Main;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Ctrl-C and SIGTERM: a command that writes ends with the signal's exit code, and has written nothing. */
class InterruptedCommandTest {

    private static final String OLD = "old";

    /** Long enough to read records, and far from enough to make all of them. */
    private static final Duration A_LITTLE = Duration.ofMillis(1500);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"TERM, 143, false", "INT, 130, false", "TERM, 143, true", "INT, 130, true"})
    void generateLeavesTheOldFile(String signal, int code, boolean finishing) throws Exception {
        Path scratch = Files.createDirectory(folder.resolve("scratch"));
        Path file = Files.writeString(folder.resolve("out.c1z"), OLD);
        Process process = new ProcessBuilder(
                        // Whoever was started in the background ignores Ctrl-C, and so do his children.
                        "env",
                        "--default-signal=INT",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Djava.io.tmpdir=" + scratch,
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "generate",
                        "--force",
                        "--shape",
                        "benchmark",
                        "--grants",
                        finishing ? "1000000" : "60000000",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        try {
            await(process, finishing);
            Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
            assertThat(kill.waitFor()).isZero();
            process.getInputStream().readAllBytes();
            assertThat(process.waitFor()).isEqualTo(code);
        } finally {
            process.destroyForcibly();
        }
        assertThat(file).hasContent(OLD);
        assertThat(scratch).isEmptyDirectory();
        try (Stream<Path> names = Files.list(folder)) {
            assertThat(names).containsExactlyInAnyOrder(file, scratch);
        }
    }

    /** Until the file has its first bytes under a temporary name, or records have been put for a while. */
    private void await(Process process, boolean finishing) throws IOException, InterruptedException {
        while (!(finishing ? isBeingWritten() : hasWorked(process))) {
            assertThat(process.waitFor(20, TimeUnit.MILLISECONDS))
                    .as("the command has ended by itself")
                    .isFalse();
        }
    }

    private static boolean hasWorked(Process process) {
        return process.info()
                .totalCpuDuration()
                .filter(time -> time.compareTo(A_LITTLE) > 0)
                .isPresent();
    }

    private boolean isBeingWritten() throws IOException {
        try (Stream<Path> names = Files.list(folder)) {
            List<Path> temporary = names.filter(
                            name -> name.getFileName().toString().startsWith(".out.c1z.grantlake-"))
                    .toList();
            return !temporary.isEmpty() && temporary.get(0).toFile().length() > 0;
        }
    }
}
