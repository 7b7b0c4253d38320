package dev.grantlake.sqlite;

import com.google.protobuf.Any;
import dev.grantlake.ops.verify.Finding;
import dev.grantlake.ops.verify.FindingCode;
import dev.grantlake.ops.verify.Severity;
import dev.grantlake.ops.verify.Verification;
import dev.grantlake.ops.verify.VerificationOptions;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.EntitlementExclusionGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

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
            return findings(file);
        }
    }

    private List<Finding> findings(V1Builder file) {
        try (file) {
            Path path = file.write(folder.resolve("checked.c1z"));
            List<Finding> findings = new ArrayList<>();
            OpenOptions open = OpenOptions.defaults().withTemporaryFolder(folder);
            new Verification(new VerificationOptions(open, 1, 100, 0, layer -> {})).file(path, findings::add);
            return findings;
        }
    }

    /** Go evaluates the same two of them in such a file. */
    @Test
    void theInvariantsThatNeedNoReferencesAreEvaluated() {
        Entitlement first = excluded(Messages.entitlement("eng", "first"));
        Entitlement second = excluded(Messages.entitlement("eng", "second"));
        String group = first.getResource().getId().getResourceType();
        V1Builder file = V1Builder.withSync(SYNC)
                .type(SYNC, group)
                .resource(SYNC, first.getResource())
                .entitlement(SYNC, first)
                .entitlement(SYNC, second)
                .sql("update v1_sync_runs set sync_token = '{\"actions_map\":{\"3\":{\"spawned\":true,"
                        + "\"resource_type_id\":\"user\"}}}', ingest_invariant_generation = '1',"
                        + " ingest_invariant_coverage = '[\"I5\",\"I10\"]',"
                        + " ingest_invariant_mode = 'compaction_merge_fail_fast'");
        String owner = group + " " + first.getResource().getId().getResource();
        assertThat(findings(file))
                .extracting(finding -> finding.code().text(), Finding::access)
                .containsExactly(
                        tuple("entitlement.exclusion", "entitlement of " + owner),
                        tuple("sync.cursor", "user"),
                        tuple("sync.verification", "1 exclusion group of " + owner));
    }

    private static Entitlement excluded(Entitlement entitlement) {
        return entitlement.toBuilder()
                .addAnnotations(Any.pack(EntitlementExclusionGroup.newBuilder()
                        .setExclusionGroupId("roles")
                        .setIsDefault(true)
                        .build()))
                .build();
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
