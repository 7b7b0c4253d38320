package dev.grantlake.kv;

import dev.grantlake.base.Bytes;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KeyRangeTest {

    @Test
    void holdsItsStartAndNotItsEnd() {
        KeyRange range = new KeyRange(Bytes.ofHex("10"), Bytes.ofHex("20"));
        assertThat(range.contains(Bytes.ofHex("0fff"))).isFalse();
        assertThat(range.contains(Bytes.ofHex("10"))).isTrue();
        assertThat(range.contains(Bytes.ofHex("1fff"))).isTrue();
        assertThat(range.contains(Bytes.ofHex("20"))).isFalse();
        assertThat(KeyRange.ALL.contains(Bytes.EMPTY)).isTrue();
    }

    @Test
    void keepsWalksInside() {
        KeyRange range = new KeyRange(Bytes.ofHex("10"), Bytes.ofHex("20"));
        assertThat(range.startAt(Bytes.ofHex("0fff"))).isEqualTo(range.from());
        assertThat(range.startAt(Bytes.ofHex("1000"))).isEqualTo(Bytes.ofHex("1000"));
        assertThat(range.endAt(Bytes.ofHex("1fff"))).isEqualTo(Bytes.ofHex("1fff"));
        assertThat(range.endAt(Bytes.ofHex("2000"))).isEqualTo(range.to());
        assertThat(KeyRange.ALL.startAt(Bytes.EMPTY)).isEqualTo(Bytes.EMPTY);
        assertThat(KeyRange.ALL.endAt(Bytes.ofHex("ff"))).isEqualTo(Bytes.ofHex("ff"));
    }

    @Test
    void endsAPrefixAtTheNextKeyWithoutIt() {
        assertThat(KeyRange.prefix(Bytes.ofHex("0301")).to()).isEqualTo(Bytes.ofHex("0302"));
        assertThat(KeyRange.prefix(Bytes.ofHex("03ff")).to()).isEqualTo(Bytes.ofHex("04"));
        assertThat(KeyRange.prefix(Bytes.ofHex("ffff")).to()).isNull();
        assertThat(KeyRange.prefix(Bytes.EMPTY)).isEqualTo(new KeyRange(Bytes.EMPTY, null));
        KeyRange range = KeyRange.prefix(Bytes.ofHex("03ff"));
        assertThat(range.contains(Bytes.ofHex("03ff"))).isTrue();
        assertThat(range.contains(Bytes.ofHex("03ffffffff"))).isTrue();
        assertThat(range.contains(Bytes.ofHex("03fe"))).isFalse();
        assertThat(range.contains(Bytes.ofHex("04"))).isFalse();
    }

    @Test
    void goesOnBehindAKey() {
        KeyRange range = KeyRange.prefix(Bytes.ofHex("03"));
        KeyRange rest = range.after(Bytes.ofHex("0305"));
        assertThat(rest.contains(Bytes.ofHex("0305"))).isFalse();
        assertThat(rest.contains(Bytes.ofHex("030500"))).isTrue();
        assertThat(rest.to()).isEqualTo(range.to());
        assertThat(range.after(Bytes.ofHex("02"))).isEqualTo(range);
    }
}
