package dev.grantlake.testkit.interop;

import dev.grantlake.cli.Main;
import dev.grantlake.ops.verify.Finding;
import dev.grantlake.ops.verify.Severity;
import dev.grantlake.ops.verify.Verification;
import dev.grantlake.ops.verify.VerificationOptions;
import dev.grantlake.ops.verify.VerificationResult;
import dev.grantlake.store.OpenOptions;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What the project's own commands say of a file. */
final class Ours {

    private static final int THREADS = 2;
    private static final int PLACES = 10;
    private static final long SEED = 42;

    private Ours() {}

    /** The canonical dump. */
    static String dump(Path file) {
        return run("dump", file.toString());
    }

    /** Runs a command that must succeed, and gives what it printed. */
    static String run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(words, out, err);
        assertThat(code)
                .as(String.join(" ", words) + ": " + err.toString(StandardCharsets.UTF_8))
                .isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Fails if a check finds an error. */
    static void check(Path file) {
        List<Finding> errors = new ArrayList<>();
        VerificationOptions options =
                new VerificationOptions(OpenOptions.defaults(), THREADS, PLACES, SEED, layer -> {});
        VerificationResult result = new Verification(options).file(file, finding -> {
            if (finding.severity() == Severity.ERROR) {
                errors.add(finding);
            }
        });
        assertThat(result.readable()).isTrue();
        assertThat(errors).isEmpty();
    }

    /** Fails on the first line that differs: whole dumps are too long to be read in a failure. */
    static void assertSameLines(Path file, List<String> expected, String found) {
        List<String> lines = found.lines().toList();
        int i = 0;
        for (String line : expected) {
            assertThat(i < lines.size() ? lines.get(i) : "the end")
                    .as(file + ", line " + (i + 1))
                    .isEqualTo(line);
            i++;
        }
        assertThat(lines).as(file.toString()).hasSize(i);
    }
}
