package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.row.Row;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.wire.storage.v3.EntitlementRef;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.PrincipalRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/** The short way to compare a grant's key says what the key that the record calls for says. */
@ExtendWith(Seeds.class)
class GrantKeyMatcherTest {

    private static final String[] WORDS = {"", "a", "ab", "b", "a:b", ":", "a:a:", "\0", "\u0001", "\u0001\u0002", "é"};

    private final GrantKeyMatcher matcher = new GrantKeyMatcher();

    @Test
    void agreesWithTheKeyThatIsPutTogether(Dice dice) {
        int fits = 0;
        for (int i = 0; i < Seeds.rounds(20_000); i++) {
            Bytes record = record(dice);
            Bytes right = RowKeys.of(KeyFamily.GRANT, new Row("test.c1z", Bytes.EMPTY, record));
            Bytes key = dice.oneIn(2) ? right : other(right, dice);
            Row row = new Row("test.c1z", key, record);
            assertThat(matcher.matches(row)).as("%s under %s", record, key).isEqualTo(key.equals(right));
            fits += key.equals(right) ? 1 : 0;
        }
        assertThat(fits).isPositive();
    }

    @Test
    void aRecordThatSaysSomethingTwiceIsLeftToOthers() {
        Bytes record = Bytes.wrap(grant("a", "b", "c", "d", "e").build().toByteArray());
        Bytes twice = record.plus(record);
        Bytes key = RowKeys.of(KeyFamily.GRANT, new Row("test.c1z", Bytes.EMPTY, twice));
        assertThat(matcher.matches(new Row("test.c1z", key, record))).isTrue();
        assertThat(matcher.matches(new Row("test.c1z", key, twice))).isFalse();
    }

    @Test
    void aRecordWithoutPrincipalOrEntitlementMatchesNothing() {
        GrantRecord whole = grant("a", "b", "c", "d", "e").build();
        Bytes key = RowKeys.of(KeyFamily.GRANT, new Row("test.c1z", Bytes.EMPTY, Bytes.wrap(whole.toByteArray())));
        for (GrantRecord part : new GrantRecord[] {
            whole.toBuilder().clearPrincipal().build(),
            whole.toBuilder().clearEntitlement().build()
        }) {
            assertThat(matcher.matches(new Row("test.c1z", key, Bytes.wrap(part.toByteArray()))))
                    .isFalse();
        }
    }

    /** Few words, so that the same entitlement often comes twice in a row. */
    private static Bytes record(Dice dice) {
        GrantRecord.Builder grant = dice.oneIn(2)
                ? grant("a", "b", "a:b:c", word(dice), word(dice))
                : grant(word(dice), word(dice), word(dice), word(dice), word(dice));
        return Bytes.wrap(grant.build().toByteArray());
    }

    private static GrantRecord.Builder grant(String type, String id, String entitlement, String kind, String who) {
        return GrantRecord.newBuilder()
                .setExternalId("any")
                .setEntitlement(EntitlementRef.newBuilder()
                        .setResourceTypeId(type)
                        .setResourceId(id)
                        .setEntitlementId(entitlement))
                .setPrincipal(PrincipalRef.newBuilder().setResourceTypeId(kind).setResourceId(who));
    }

    private static String word(Dice dice) {
        return WORDS[dice.below(WORDS.length)];
    }

    private static Bytes other(Bytes key, Dice dice) {
        byte[] changed = key.toArray();
        return switch (dice.below(3)) {
            case 0 -> Bytes.wrap(changed, 0, dice.below(changed.length));
            case 1 -> key.plus(Bytes.wrap(new byte[] {(byte) dice.below(3)}));
            default -> {
                changed[dice.below(changed.length)] ^= (byte) (1 + dice.below(255));
                yield Bytes.wrap(changed);
            }
        };
    }
}
