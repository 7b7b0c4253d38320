package dev.grantlake.lake.log;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.lake.log.Logs.Lines;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class CommitRecordTest {

    private static final Bytes K = Bytes.utf8("k");
    private static final CommitLimits SMALL = new CommitLimits(4, 8, 64);

    private static Bytes record(CommitRecord record) {
        byte[] bytes = new byte[record.sizeBytes()];
        record.copyTo(bytes, 0);
        return Bytes.wrap(bytes);
    }

    private static CommitBody body(Bytes body) {
        return new CommitBody(body, new Location("wal", 60, "log record"));
    }

    /** The worked example of {@code docs/formats/lake-log.md}. */
    @Test
    void sequenceSevenSetsKAndDeletesX() {
        CommitRecord record = CommitRecord.encode(2, CommitLimits.DEFAULT)
                .set(K, Bytes.utf8("v"))
                .delete(Bytes.utf8("x"))
                .finish();
        assertThat(record.seq()).isZero();
        record.stamp(7);
        assertThat(record.seq()).isEqualTo(7);
        assertThat(record(record).toHex())
                .isEqualTo("15000000c0444129" + "01000000070000000000000002" + "01016b0176" + "020178");
        CommitBody body = body(record(record).from(8));
        Lines lines = new Lines();
        body.replay(lines);
        assertThat(lines.lines()).containsExactly("7 k=v", "7 -x");
    }

    @Test
    void anotherStampTakesThePlaceOfTheFirst() {
        CommitRecord record = Logs.commit(3);
        CommitRecord again = Logs.commit(4);
        Bytes third = record(record);
        record.stamp(4);
        assertThat(record(record)).isNotEqualTo(third);
        assertThat(body(record(record).from(8)).seq()).isEqualTo(4);
        assertThat(record(again).from(8).length()).isEqualTo(record.sizeBytes() - 8);
    }

    @Test
    void whatIsEncodedIsReplayed(Dice dice) {
        for (int round = 0; round < Seeds.rounds(200); round++) {
            TreeMap<Bytes, Bytes> operations = new TreeMap<>();
            for (int i = 0; i <= dice.skewed(300); i++) {
                operations.put(Bytes.wrap(dice.bytes(1 + (int) dice.skewed(200))), Bytes.wrap(dice.bytes((int)
                        dice.skewed(20_000))));
            }
            CommitRecord.Encoder encoder = CommitRecord.encode(operations.size(), CommitLimits.DEFAULT);
            List<String> expected = new ArrayList<>();
            operations.forEach((key, value) -> {
                if (value.length() % 3 == 1) {
                    encoder.delete(key);
                    expected.add("-" + key.toHex());
                } else {
                    encoder.set(key, value);
                    expected.add(key.toHex() + "=" + value.toHex());
                }
            });
            CommitRecord record = encoder.finish();
            long seq = 1 + dice.skewed(Long.MAX_VALUE - 1);
            record.stamp(seq);
            List<String> found = new ArrayList<>();
            CommitBody body = body(record(record).from(8));
            body.replay(new CommitSink() {
                @Override
                public void set(long number, Bytes key, Bytes value) {
                    assertThat(number).isEqualTo(seq);
                    found.add(key.toHex() + "=" + value.toHex());
                }

                @Override
                public void delete(long number, Bytes key) {
                    assertThat(number).isEqualTo(seq);
                    found.add("-" + key.toHex());
                }
            });
            assertThat(found).isEqualTo(expected);
        }
    }

    @Test
    void refusesWhatIsTooLarge() {
        CommitRecord.Encoder encoder = CommitRecord.encode(9, SMALL);
        assertRefuses(() -> encoder.set(Bytes.utf8("12345"), Bytes.EMPTY), Kind.LIMIT_EXCEEDED);
        assertRefuses(() -> encoder.delete(Bytes.utf8("12345")), Kind.LIMIT_EXCEEDED);
        assertRefuses(() -> encoder.set(K, Bytes.utf8("123456789")), Kind.LIMIT_EXCEEDED);
        assertRefuses(() -> encoder.delete(Bytes.EMPTY), Kind.INVALID_ARGUMENT);
        CommitRecord.Encoder full = CommitRecord.encode(9, SMALL);
        assertRefuses(
                () -> {
                    for (int i = 0; i < 9; i++) {
                        full.set(Bytes.utf8("k" + i), Bytes.utf8("12345678"));
                    }
                },
                Kind.LIMIT_EXCEEDED);
        assertRefuses(() -> new CommitLimits(0, 1, 1), Kind.INVALID_ARGUMENT);
        assertRefuses(() -> new CommitLimits(1, 1, CommitLimits.MOST_RECORD_BYTES + 1), Kind.INVALID_ARGUMENT);
    }

    @Test
    void refusesKeysThatAreNotInOrder() {
        assertRefuses(() -> CommitRecord.encode(2, SMALL).delete(K).delete(K), Kind.INVALID_ARGUMENT);
        assertRefuses(
                () -> CommitRecord.encode(2, SMALL).delete(K).set(Bytes.utf8("a"), Bytes.EMPTY), Kind.INVALID_ARGUMENT);
        assertRefuses(() -> CommitRecord.encode(2, SMALL).delete(K).finish(), Kind.INVALID_ARGUMENT);
        assertRefuses(() -> CommitRecord.encode(0, SMALL), Kind.INVALID_ARGUMENT);
        assertRefuses(() -> Logs.commit(0), Kind.INVALID_ARGUMENT);
    }

    /** Bodies whose checksum could be right and that no sound writer makes. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000080 01 02016b, a sequence number",
        "0000000000000000 01 02016b, a sequence number",
        "0700000000000000 8100 02016b, shortest form",
        "0700000000000000 01 0281006b, shortest form",
        "0700000000000000 01 02808080808000, shortest form",
        "0700000000000000 01 02ffffffffffffffffff01, shortest form",
        "0700000000000000 01 02056b, a length of 5",
        "0700000000000000 01 01016b, a length",
        "0700000000000000 01 01016b05, a length of 5",
        "0700000000000000 01 03016b, kind 3",
        "0700000000000000 01 0200, a key behind",
        "0700000000000000 02 02016b, operation 2 of 2",
        "0700000000000000 ffffffff07 02016b, operation 2 of 2147483647",
        "0700000000000000 02 02016b02016b, a key behind",
        "0700000000000000 02 02016b020161, a key behind",
        "0700000000000000 01 02016b00, the end behind 1 operations",
        "0700000000000000 '', a count"
    })
    void refusesOtherBodies(String hex, String expected) {
        Bytes body = Bytes.ofHex("01000000" + hex.replace(" ", "").replace("'", ""));
        assertThatThrownBy(() -> body(body))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(expected)
                .hasMessageContaining("log record at ");
    }

    private static void assertRefuses(ThrowingCallable call, Kind kind) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
