package dev.grantlake.lance;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class LanceFilterTest {

    private static final Bytes LOW = Bytes.ofHex("aabb00");
    private static final Bytes HIGH = Bytes.ofHex("cc");

    @Test
    @DisplayName("19.53 a range with its start, without its end, and without tombstones")
    void rangesAreHalfOpenAndWithoutTombstones() {
        assertThat(LanceFilter.range(new KeyRange(LOW, HIGH)))
                .isEqualTo("key >= X'aabb00' AND key < X'cc' AND tombstone = false");
        assertThat(LanceFilter.range(KeyRange.ALL)).isEqualTo("tombstone = false");
    }

    @Test
    @DisplayName("19.53 keys in hexadecimal; of no keys there is no row")
    void keysAreOneOrSeveral() {
        assertThat(LanceFilter.keys(List.of())).isEqualTo("false");
        assertThat(LanceFilter.keys(List.of(LOW))).isEqualTo("key = X'aabb00'");
        assertThat(LanceFilter.keys(List.of(LOW, HIGH))).isEqualTo("key IN (X'aabb00', X'cc')");
    }
}
