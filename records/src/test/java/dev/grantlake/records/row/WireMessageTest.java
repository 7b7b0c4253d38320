package dev.grantlake.records.row;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WireMessageTest {

    @Test
    void theLastOfASingularScalarCounts() {
        WireMessage message = message("0a 01 61  10 01  0a 01 62  10 02");
        assertThat(message.text(1)).isEqualTo("b");
        assertThat(message.integer(2)).isEqualTo(2);
    }

    @Test
    void occurrencesOfASingularMessageMerge() {
        WireMessage message = message("0a 03 0a 01 61  12 00  0a 02 10 07");
        WireMessage inner = requireNonNull(message.message(1));
        assertThat(inner.text(1)).isEqualTo("a");
        assertThat(inner.integer(2)).isEqualTo(7);
        assertThat(message.message(2)).isNotNull();
        assertThat(message.message(3)).isNull();
    }

    @Test
    void whatIsAbsentIsEmpty() {
        WireMessage message = message("");
        assertThat(message.text(1)).isEmpty();
        assertThat(message.integer(1)).isZero();
        assertThat(message.flag(1)).isFalse();
        assertThat(message.texts(1)).isEmpty();
        assertThat(message.messages(1)).isEmpty();
        assertThat(message.time(1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "18 96 01", // varint
                "19 0102030405060708", // fixed64
                "1a 02 ffff", // bytes that are no text
                "1d 01020304", // fixed32
                "1b 1c", // an empty group
                "1b 0a 01 61 23 24 08 01 1c" // a group with fields and a group in it
            })
    void unknownFieldsDoNoHarm(String unknown) {
        WireMessage message = message("0a 01 61" + unknown + "10 05");
        assertThat(message.text(1)).isEqualTo("a");
        assertThat(message.integer(2)).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "0a,the end of the message inside it",
        "0a 02 61,a length of 2",
        "0a ff ff ff ff ff ff ff ff ff 01,a length of 18446744073709551615",
        "0a ff ff ff ff ff ff ff ff ff 02,a longer one",
        "10 80,the end of the message inside it",
        "19 01 02,the end of the message inside it",
        "1b,the end of the message inside it",
        "1b 24,the end of group 4",
        "1c,the end of no group",
        "02 00,a field number",
        "0e,wire type 6",
        "0f,wire type 7",
        "f8 ff ff ff ff 01 00,a field number"
    })
    void whatDoesNotParseIsDamage(String hex, String found) {
        assertThatThrownBy(() -> message(hex).text(9))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT))
                .hasMessageContaining(found);
    }

    @Test
    void groupsNestOnlySoDeep() {
        assertThat(message("1b".repeat(100) + "1c".repeat(100)).text(1)).isEmpty();
        assertThatThrownBy(() -> message("1b".repeat(100_000)).text(1))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("deep");
    }

    @Test
    void aWrongWireTypeIsAnErrorOnlyWhereItIsAskedFor() {
        WireMessage message = message("08 01 12 01 61");
        assertThat(message.integer(1)).isEqualTo(1);
        assertThatThrownBy(() -> message.text(1)).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> message.integer(2)).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> message.messages(1)).isInstanceOf(StorageException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c0af", "eda080", "f4908080", "61c3", "e282"})
    void textThatIsNotUtf8IsAnError(String hex) {
        Bytes text = Bytes.ofHex(hex);
        assertThatThrownBy(() -> message("0a 0" + text.length() + hex).text(1))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ufffd", "a\ufffdb", "\ud83d\ude00", "é", "\u0000", "\uffff"})
    void textThatIsUtf8ComesThrough(String text) {
        assertThat(Utf8.decode(Bytes.utf8(text), () -> Location.of("test", "text")))
                .isEqualTo(text);
    }

    @Test
    void timesMayBeOddButNotBeyondWhatAnInstantHolds() {
        assertThat(message("0a 0b 08 b892ffd706 10 87e5af71").time(1))
                .contains(Instant.ofEpochSecond(1_795_148_088L, 237_761_159));
        assertThat(message("0a 0b 10 ffffffffffffffffff01").time(1)).contains(Instant.ofEpochSecond(-1, 999_999_999));
        assertThat(message("0a 00").time(1)).contains(Instant.EPOCH);
        assertThatThrownBy(() -> message("0a 0a 08 ffffffffffffffff7f").time(1)).isInstanceOf(StorageException.class);
    }

    @Test
    void manyOccurrencesMergeInLinearTime() {
        WireMessage message = message("0a 02 08 01".repeat(200_000));
        assertThat(requireNonNull(message.message(1)).integer(1)).isEqualTo(1);
    }

    private static WireMessage message(String hex) {
        return new WireMessage(Bytes.ofHex(hex.replace(" ", "")), () -> Location.of("test", "message"));
    }
}
