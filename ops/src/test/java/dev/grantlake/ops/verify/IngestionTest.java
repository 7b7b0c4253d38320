package dev.grantlake.ops.verify;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.grantlake.wire.connector.v2.EntitlementExclusionGroup;
import dev.grantlake.wire.connector.v2.ExternalResourceMatchAll;
import dev.grantlake.wire.connector.v2.InsertResourceGrants;
import dev.grantlake.wire.storage.v3.SyncRunRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class IngestionTest {

    private static final InsertResourceGrants INSERTS = InsertResourceGrants.getDefaultInstance();
    private static final ExternalResourceMatchAll MATCH = ExternalResourceMatchAll.getDefaultInstance();
    private static final String CHECKED = "sync.verification: checked in mode ";

    @Test
    void soundRowsContradictNoVerdict() {
        SyncRows rows = new SyncRows(
                        SyncRows.verified("connector_fail_fast", "I5", "I10", "I4", "I7", "I3", "I8", "I9"))
                .resource("user", "u")
                .resource("group", "g")
                .entitlement("group", "g", "member", group("roles", true))
                .entitlement("group", "g", "owner", group("roles", false))
                .grant("group", "g", "member", "u");
        assertThat(rows.findings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "connector, false",
        "compaction_merge, false",
        "connector_fail_fast, true",
        "compaction_merge_fail_fast, true"
    })
    void danglingReferencesContradictAVerdictThatFailsFast(String mode, boolean fatal) {
        SyncRows rows = new SyncRows(SyncRows.verified(mode, "I7", "I3", "I8", "I9"))
                .resource("user", "u")
                .entitlement("group", "g", "member")
                .grant("group", "g", "member", "u")
                .grant("group", "g", "owner", "u")
                .grant("group", "g", "member", "w");
        List<String> warnings = List.of(
                "reference.entitlement: 1 grant of an entitlement that has no record: 1 grant of group g",
                "reference.resource: 1 entitlement and 3 grants of a resource that has no record: group g",
                "reference.principal: 1 grant to a principal that has no record: resource user w");
        List<String> errors = List.of(
                CHECKED + mode + ": every resource that grants are of has a record (I3); not so for 3 grants:"
                        + " 3 grants of group g",
                CHECKED + mode
                        + ": every resource that entitlements are of has a record (I7); not so for 1 entitlement:"
                        + " 1 entitlement of group g",
                CHECKED + mode + ": every entitlement that grants are of has a record (I8); not so for 1 grant:"
                        + " 1 grant of group g",
                CHECKED + mode + ": every principal has a record (I9); not so for 1 grant: 1 grant of user w");
        assertThat(rows.findings()).containsAll(warnings);
        assertThat(rows.findings().stream().filter(finding -> finding.startsWith("sync.")))
                .containsExactlyElementsOf(fatal ? errors : List.of());
        assertThat(rows.findings()).hasSize(warnings.size() + (fatal ? errors.size() : 0));
    }

    @Test
    void onlyInvariantsThatWereCheckedAreContradicted() {
        SyncRows rows = new SyncRows(SyncRows.verified("connector_fail_fast", "I7"))
                .resource("user", "u")
                .grant("group", "g", "member", "u");
        assertThat(rows.findings()).hasSize(2).noneMatch(finding -> finding.startsWith("sync."));
    }

    @Test
    void aVerdictOfAnotherGenerationBindsNobody() {
        SyncRows rows = new SyncRows(
                        SyncRows.verified("connector_fail_fast", "I9").setIngestInvariantGeneration("2"))
                .resource("group", "g")
                .entitlement("group", "g", "member")
                .grant("group", "g", "member", "u");
        assertThat(rows.findings()).hasSize(1).allMatch(finding -> finding.startsWith("reference.principal"));
    }

    /** The syncer makes such a resource itself; what connectors merely refer to is theirs. */
    @ParameterizedTest
    @CsvSource({"connector, true", "compaction_merge, false", "connector_fail_fast, true"})
    void aResourceThatItsGrantsShouldHaveBroughtAlong(String mode, boolean fatal) {
        SyncRows rows = new SyncRows(SyncRows.verified(mode, "I3", "I8"))
                .resource("user", "u")
                .grant("group", "g", "member", "u", INSERTS);
        assertThat(rows.findings())
                .contains("reference.resource: 0 entitlements and 1 grant of a resource that has no record, which 1 of"
                        + " the grants should have brought along: group g")
                .hasSize(fatal ? 2 : 1);
        assertThat(rows.findings().stream().anyMatch(finding -> finding.contains("(I3)")))
                .isEqualTo(fatal);
    }

    @Test
    void grantsThatBringTheirResourceNeedNoEntitlement() {
        SyncRows rows = new SyncRows(SyncRows.ended())
                .resource("user", "u")
                .resource("user", "v")
                .resource("group", "g")
                .grant("group", "g", "member", "u", INSERTS);
        assertThat(rows.findings()).isEmpty();
        rows.grant("group", "g", "member", "v");
        assertThat(rows.findings())
                .containsExactly(
                        "reference.entitlement: 1 grant of an entitlement that has no record: 1 grant of group g");
    }

    @Test
    void principalsThatAwaitAMatchAreANote() {
        SyncRows rows = new SyncRows(SyncRows.verified("connector_fail_fast", "I9"))
                .resource("group", "g")
                .entitlement("group", "g", "member")
                .entitlement("group", "g", "owner")
                .grant("group", "g", "member", "u", MATCH);
        assertThat(rows.findings())
                .containsExactly("reference.external-match: 1 grant to a principal that was to be matched with one of"
                        + " another source: resource user u");
        rows.grant("group", "g", "owner", "u");
        assertThat(rows.findings())
                .contains("reference.principal: 2 grants to a principal that has no record: resource user u")
                .anyMatch(finding -> finding.contains("(I9)"));
    }

    @Test
    void unfinishedAndPartialSyncsNeedNotReferToWhatIsThere() {
        for (SyncRunRecord.Builder sync :
                List.of(SyncRows.ended().clearEndedAt(), SyncRows.ended().setTypeValue(2))) {
            assertThat(new SyncRows(sync).grant("group", "g", "member", "u").findings())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void exclusionGroupsAreJudgedInEverySync(int type) {
        SyncRows rows = new SyncRows(SyncRows.ended().clearEndedAt().setTypeValue(type))
                .resource("group", "g")
                .resource("user", "u")
                .entitlement("group", "g", "a", group("roles", true))
                .entitlement("group", "g", "b", group("roles", true), group("own", true), group("own", true))
                .entitlement("user", "u", "c", group("roles", false));
        assertThat(rows.findings())
                .containsExactly("entitlement.exclusion: exclusion group \"roles\" has entitlements of the resource"
                        + " types \"group\" and \"user\"; has the defaults \"a\" and \"b\": entitlement of group g");
    }

    @Test
    void anExclusionGroupHasAtMostFiftyMembers() {
        SyncRows rows = new SyncRows(SyncRows.ended()).resource("group", "g");
        for (int i = 0; i < 50; i++) {
            rows.entitlement("group", "g", "e" + i, group("roles", i == 7), group("roles", i == 7));
        }
        assertThat(rows.findings()).isEmpty();
        rows.entitlement("group", "g", "more", group("roles", false));
        assertThat(rows.findings())
                .containsExactly("entitlement.exclusion: exclusion group \"roles\" has 51 entitlements, at most 50 are"
                        + " allowed: entitlement of group g");
    }

    @Test
    void anExclusionGroupThatCannotBeDecoded() {
        Any damaged = Any.newBuilder()
                .setTypeUrl("type.googleapis.com/c1.connector.v2.EntitlementExclusionGroup")
                .setValue(ByteString.copyFrom(new byte[] {10, 5}))
                .build();
        SyncRows rows = new SyncRows(SyncRows.ended()).resource("group", "g").entitlement("group", "g", "a", damaged);
        assertThat(rows.findings())
                .containsExactly("entitlement.exclusion: the exclusion group of entitlement \"a\" cannot be decoded:"
                        + " entitlement of group g");
    }

    @ParameterizedTest
    @CsvSource({
        "connector, true",
        "connector_fail_fast, true",
        "compaction_merge, false",
        "compaction_merge_fail_fast, true"
    })
    void conflictsOfExclusionGroupsContradictAVerdictUnlessMerged(String mode, boolean fatal) {
        SyncRows rows = new SyncRows(SyncRows.verified(mode, "I5"))
                .resource("group", "g")
                .entitlement("group", "g", "a", group("roles", true))
                .entitlement("group", "g", "b", group("roles", true));
        assertThat(rows.findings()).hasSize(fatal ? 2 : 1);
        assertThat(rows.findings()
                        .contains(CHECKED + mode
                                + ": exclusion groups are sound (I5); not so for 1 exclusion group:"
                                + " 1 exclusion group of group g"))
                .isEqualTo(fatal);
    }

    @ParameterizedTest
    @CsvSource({"connector, true", "compaction_merge_fail_fast, false"})
    void aSpawnedCursorThatWasNeverFollowed(String mode, boolean fatal) {
        String token = "{\"actions_map\":{\"3\":{\"id\":\"3\",\"operation\":6,\"resource_type_id\":\"group\","
                + "\"resource_id\":\"g\",\"spawned\":true},\"4\":{\"id\":\"4\"}},\"version\":2}";
        SyncRows rows = new SyncRows(SyncRows.verified(mode, "I10").setSyncToken(token));
        assertThat(rows.findings())
                .contains("sync.cursor: the sync has ended, and action \"3\" of its token was to follow a spawned"
                        + " cursor: group g")
                .hasSize(fatal ? 2 : 1);
        SyncRows unfinished = new SyncRows(SyncRows.ended().clearEndedAt().setSyncToken(token));
        assertThat(unfinished.findings()).isEmpty();
    }

    @Test
    void aVerdictOnASyncThatHasNotEnded() {
        assertThat(new SyncRows(SyncRows.verified("connector", "I5").clearEndedAt()).findings())
                .containsExactly("sync.verification: the sync was checked as a finished one, and has not ended: ");
        assertThat(new SyncRows(SyncRows.verified("other", "I5").clearEndedAt()).findings())
                .as("a verdict that does not count")
                .isEmpty();
    }

    @Test
    void timesDoNotMatter() {
        assertThat(new SyncRows(SyncRows.ended().setEndedAt(Timestamp.getDefaultInstance())).findings())
                .isEmpty();
    }

    private static EntitlementExclusionGroup group(String id, boolean isDefault) {
        return EntitlementExclusionGroup.newBuilder()
                .setExclusionGroupId(id)
                .setIsDefault(isDefault)
                .build();
    }
}
