package dev.grantlake.pebble;

import dev.grantlake.store.Grantlake;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.testbase.Fixtures;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What a fresh JVM loads to say what a file's header says. */
class ColdSummaryTest {

    /** Run in a JVM of its own. */
    public static final class Main {

        private Main() {}

        public static void main(String[] args) {
            Grantlake.summary(Path.of(args[0]), OpenOptions.defaults());
        }
    }

    @Test
    void theHeaderIsReadWithoutMessagesCompressionAndDatabase() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java,
                        "-Xlog:class+load:stdout",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        Fixtures.path("c1z/small.v3.c1z").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        List<String> loaded = output.lines()
                .filter(line -> line.contains("dev.grantlake.") || line.contains("com."))
                .filter(line -> line.contains("dev.grantlake.wire.")
                        || line.contains("dev.grantlake.lsm.")
                        || line.contains("dev.grantlake.records.")
                        || line.contains("com.google.protobuf")
                        || line.contains("com.github.luben"))
                .toList();
        assertThat(loaded).isEmpty();
        assertThat(output).contains("dev.grantlake.c1z.EnvelopeHead");
    }
}
