package dev.grantlake.sqlite;

import dev.grantlake.base.ReadMetrics;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** A process that is killed while it reads a database too large for memory leaves nothing in the temporary folder. */
class KilledProcessTest {

    private static final String SYNC = "2Zk0000000000000000000000aa";
    private static final int ASSET_BYTES = 11 << 20;
    private static final int ASSETS = 7;

    @TempDir
    private Path folder;

    @TempDir
    private Path temporary;

    /** Opens the file, says how much of it lies in a temporary file, and waits. */
    static final class Main {

        private Main() {}

        public static void main(String[] args) throws IOException {
            ReadMetrics metrics = new ReadMetrics();
            OpenOptions options =
                    OpenOptions.defaults().withTemporaryFolder(Path.of(args[1])).withMetrics(metrics);
            try (Store store = Grantlake.open(Path.of(args[0]), options)) {
                System.out.println(store.syncs().size() + " "
                        + (metrics.snapshot().spooledBytes() >= (long) ASSETS * ASSET_BYTES));
                System.in.read();
            }
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "an open file keeps its name there")
    void nothingIsLeftInTheTemporaryFolder() throws IOException, InterruptedException {
        Path file = folder.resolve("large.c1z");
        try (V1Builder builder = V1Builder.withSync(SYNC)) {
            Random content = new Random(1);
            for (int i = 0; i < ASSETS; i++) {
                byte[] data = new byte[ASSET_BYTES];
                content.nextBytes(data);
                builder.asset(SYNC, "asset" + i, data);
            }
            builder.write(file);
        }
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // The driver unpacks its library there, unless the library is named.
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        file.toString(),
                        temporary.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).isEqualTo("1 true");
            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
    }
}
