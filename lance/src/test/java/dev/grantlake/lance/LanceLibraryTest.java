package dev.grantlake.lance;

import dev.grantlake.lake.testing.LakeKills;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** What loading the library leaves in the temporary folder, also if the process is killed then. */
@NativeTest
class LanceLibraryTest {

    public static void main(String[] args) throws IOException {
        LanceLibrary.ensureLoaded();
        LanceLibrary.ensureLoaded();
        System.out.println("loaded");
        // Until the process is killed, or its parent has ended.
        System.in.read();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void processesThatAreKilledLeaveNothing(@TempDir Path folder) throws IOException, InterruptedException {
        List<Process> together = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                together.add(new ProcessBuilder(LakeKills.command(
                                LanceLibraryTest.class, folder, folder, "--add-opens=java.base/java.nio=ALL-UNNAMED"))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
            }
            for (Process process : together) {
                assertThat(process.inputReader(StandardCharsets.UTF_8).readLine())
                        .isEqualTo("loaded");
            }
        } finally {
            for (Process process : together) {
                process.destroyForcibly().waitFor();
            }
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }
}
