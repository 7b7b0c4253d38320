package dev.grantlake.records.codec;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.records.row.Row;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.wire.storage.v3.GrantExpandableRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.GrantSourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class GrantFoldTest {

    private static final List<String> IDS = List.of("", "a", "b", "\ue000", "\ud83d\ude00");

    @Test
    void theOneDiscoveredFirstGivesIdAndTime() {
        GrantRecord late = grant("a", 20, 0).build();
        GrantRecord early = grant("b", 10, 5).build();
        GrantRecord never = GrantRecord.newBuilder().setExternalId("0").build();
        assertThat(fold(late, early)).isEqualTo(grant("b", 10, 5).build());
        assertThat(fold(early, late)).isEqualTo(grant("b", 10, 5).build());
        assertThat(fold(never, late)).isEqualTo(late);
        assertThat(fold(late, never)).isEqualTo(late);
        assertThat(fold(grant("b", 10, 0).build(), grant("a", 10, 0).build()).getExternalId())
                .isEqualTo("a");
        assertThat(fold(grant("b", 10, 0).build(), grant("a", 10, 1).build()).getExternalId())
                .isEqualTo("b");
    }

    /** In bytes the private use area comes before the supplementary planes, in Java's strings behind them. */
    @Test
    void idsAreComparedAsBytes() {
        assertThat(fold(
                                grant("\ud83d\ude00", 1, 0).build(),
                                grant("\ue000", 1, 0).build())
                        .getExternalId())
                .isEqualTo("\ue000");
    }

    @Test
    void annotationsOfOneSideStayAsTheyAre() {
        GrantRecord unsorted = GrantRecord.newBuilder()
                .addAnnotations(annotation("b", 1))
                .addAnnotations(annotation("a", 1))
                .addAnnotations(annotation("a", 1))
                .build();
        assertThat(fold(unsorted, GrantRecord.getDefaultInstance())).isEqualTo(unsorted);
        assertThat(fold(GrantRecord.getDefaultInstance(), unsorted)).isEqualTo(unsorted);
        assertThat(fold(
                                unsorted,
                                GrantRecord.newBuilder()
                                        .addAnnotations(annotation("a", 200))
                                        .build())
                        .getAnnotationsList())
                .containsExactly(annotation("a", 1), annotation("a", 200), annotation("b", 1));
    }

    @Test
    void sourcesAreMergedFieldByField() {
        GrantRecord a = GrantRecord.newBuilder()
                .putSources("s", source("", "y", true))
                .putSources("only a", source("", "", false))
                .build();
        GrantRecord b = GrantRecord.newBuilder()
                .putSources("s", source("t", "x", false))
                .build();
        assertThat(fold(a, b).getSourcesMap())
                .hasSize(2)
                .containsEntry("s", source("t", "x", true))
                .containsEntry("only a", source("", "", false));
    }

    @Test
    void expansionsAreUnited() {
        GrantExpandableRecord a = GrantExpandableRecord.newBuilder()
                .addEntitlementIds("b")
                .addEntitlementIds("")
                .setShallow(true)
                .build();
        GrantExpandableRecord b = GrantExpandableRecord.newBuilder()
                .addEntitlementIds("a")
                .addEntitlementIds("b")
                .addResourceTypeIds("user")
                .build();
        GrantRecord merged = fold(
                GrantRecord.newBuilder().setExpansion(a).build(),
                GrantRecord.newBuilder().setExpansion(b).setNeedsExpansion(true).build());
        assertThat(merged.getNeedsExpansion()).isTrue();
        assertThat(merged.getExpansion())
                .isEqualTo(GrantExpandableRecord.newBuilder()
                        .addEntitlementIds("a")
                        .addEntitlementIds("b")
                        .addResourceTypeIds("user")
                        .build());
        GrantRecord alone = GrantRecord.newBuilder().setExpansion(a).build();
        assertThat(fold(alone, GrantRecord.getDefaultInstance()).getExpansion()).isEqualTo(a);
        assertThat(fold(GrantRecord.getDefaultInstance(), alone).getExpansion()).isEqualTo(a);
    }

    /** What an order of arrival may decide is the references, which are equal here, and annotations of one side. */
    @Test
    void theOrderOfArrivalDecidesNothing(Dice dice) {
        for (int i = 0; i < Seeds.rounds(500); i++) {
            List<GrantRecord> grants = new ArrayList<>();
            for (int j = dice.between(2, 5); j > 0; j--) {
                grants.add(random(dice));
            }
            GrantRecord expected = fold(grants.toArray(GrantRecord[]::new));
            GrantRecord[] shuffled = grants.toArray(GrantRecord[]::new);
            for (int j = shuffled.length - 1; j > 0; j--) {
                int other = dice.below(j + 1);
                GrantRecord swapped = shuffled[j];
                shuffled[j] = shuffled[other];
                shuffled[other] = swapped;
            }
            assertThat(fold(shuffled))
                    .as("seed %d: %s", Seeds.ofRun(), Arrays.toString(shuffled))
                    .isEqualTo(expected);
        }
    }

    private static GrantRecord random(Dice dice) {
        GrantRecord.Builder grant = GrantRecord.newBuilder().setExternalId(dice.pick(IDS));
        if (dice.oneIn(2)) {
            grant.setDiscoveredAt(
                    Timestamp.newBuilder().setSeconds(dice.below(3)).setNanos(dice.below(2)));
        }
        grant.setNeedsExpansion(dice.oneIn(3));
        // One, so that it is sorted already.
        if (dice.oneIn(2)) {
            grant.addAnnotations(annotation(dice.pick(IDS), dice.below(256)));
        }
        for (int i = dice.below(3); i > 0; i--) {
            grant.putSources(dice.pick(IDS), source(dice.pick(IDS), dice.pick(IDS), dice.oneIn(2)));
        }
        if (dice.oneIn(3)) {
            // Without empty ids and sorted, as one side's expansion stays as it is.
            grant.setExpansion(GrantExpandableRecord.newBuilder()
                    .addEntitlementIds("a")
                    .addEntitlementIds(dice.pick(List.of("b", "c")))
                    .setShallow(dice.oneIn(2)));
        }
        return grant.build();
    }

    @Test
    void whatIsNoGrantIsDamage() {
        Row garbage = new Row("test.c1z", Bytes.ofHex("0304"), Bytes.ofHex("ffffff"));
        assertThatThrownBy(() -> new GrantFold(garbage))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT));
    }

    private static GrantRecord fold(GrantRecord... grants) {
        GrantFold fold = new GrantFold(row(grants[0]));
        for (int i = 1; i < grants.length; i++) {
            fold.add(row(grants[i]));
        }
        try {
            return GrantRecord.parseFrom(fold.value().toArray());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static Row row(GrantRecord grant) {
        return new Row("test.c1z", Bytes.ofHex("0304"), Bytes.wrap(grant.toByteArray()));
    }

    private static GrantRecord.Builder grant(String id, long seconds, int nanos) {
        return GrantRecord.newBuilder()
                .setExternalId(id)
                .setDiscoveredAt(Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos));
    }

    private static Any annotation(String type, int value) {
        return Any.newBuilder()
                .setTypeUrl(type)
                .setValue(ByteString.copyFrom(new byte[] {(byte) value}))
                .build();
    }

    private static GrantSourceRecord source(String type, String id, boolean direct) {
        return GrantSourceRecord.newBuilder()
                .setResourceTypeId(type)
                .setResourceId(id)
                .setIsDirect(direct)
                .build();
    }
}
