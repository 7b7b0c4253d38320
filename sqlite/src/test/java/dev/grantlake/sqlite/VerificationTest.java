package dev.grantlake.sqlite;

import dev.grantlake.ops.verify.Finding;
import dev.grantlake.ops.verify.FindingCode;
import dev.grantlake.ops.verify.Severity;
import dev.grantlake.ops.verify.Verification;
import dev.grantlake.ops.verify.VerificationOptions;
import dev.grantlake.store.OpenOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** A complete check of v1 files, as far as it is not this engine's part of it ({@link SelfCheckTest}). */
class VerificationTest {

    private static final String SYNC = "2Zk0000000000000000000000aa";

    @TempDir
    private Path folder;

    /** The findings in a file of one resource type and one resource with these stored counts. */
    private List<Finding> findings(String storedCounts) {
        try (V1Builder file = V1Builder.withSync(SYNC)
                .type(SYNC, "user")
                .resource(SYNC, Messages.resource("user", "alice"))
                .sql("update v1_sync_runs set stats = '" + storedCounts + "'")) {
            Path path = file.write(folder.resolve("checked.c1z"));
            List<Finding> findings = new ArrayList<>();
            OpenOptions open = OpenOptions.defaults().withTemporaryFolder(folder);
            new Verification(new VerificationOptions(open, 1, 100, 0, layer -> {})).file(path, findings::add);
            return findings;
        }
    }

    @Test
    void countsOfTheRowsAreNoFinding() {
        assertThat(findings("{\"resource_types\": 1, \"resources\": 1, \"resources_by_resource_type\": {\"user\": 1}}"))
                .isEmpty();
    }

    @Test
    void countsThatAreNotThoseOfTheRowsAreStale() {
        assertThat(findings("{\"resource_types\": 1, \"resources\": 7, \"resources_by_resource_type\": {\"user\": 7}}"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo(FindingCode.STATISTICS_STALE);
                    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
                    assertThat(finding.message()).contains(SYNC, "resources", "7", "1");
                });
    }

    @Test
    void countsThatCannotBeReadCountAsAbsent() {
        assertThat(findings("no JSON")).isEmpty();
    }
}
