package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class LostKeysTest {

    @Test
    void joinsRangesThatOverlapOrTouch() {
        LostKeys lost = LostKeys.of(List.of(range("d", "f"), range("a", "b"), range("b", "c"), range("e", "g")));
        assertThat(lost.ranges()).containsExactly(range("a", "c"), range("d", "g"));
    }

    @Test
    void findsTheRangeOfAKey() {
        LostKeys lost = LostKeys.of(List.of(range("b", "c"), range("e", "f")));
        assertThat(lost.indexOf(key("b"))).isZero();
        assertThat(lost.indexOf(key("bz"))).isZero();
        assertThat(lost.indexOf(key("c"))).isEqualTo(-1);
        assertThat(lost.indexOf(key("e"))).isEqualTo(1);
        assertThat(lost.contains(key("a"))).isFalse();
        assertThat(lost.contains(key("z"))).isFalse();
    }

    @Test
    void leavesWhatLiesBetween() {
        LostKeys lost = LostKeys.of(List.of(range("b", "c"), range("e", "f")));
        assertThat(lost.readable(range("a", "z"))).containsExactly(range("a", "b"), range("c", "e"), range("f", "z"));
        assertThat(lost.readable(range("b", "c"))).isEmpty();
        assertThat(lost.readable(range("bb", "d"))).containsExactly(range("c", "d"));
        assertThat(lost.readable(range(null, null)))
                .containsExactly(range(null, "b"), range("c", "e"), range("f", null));
    }

    @Test
    void knowsRangesWithoutBounds() {
        LostKeys lost = LostKeys.of(List.of(range(null, "b"), range("y", null)));
        assertThat(lost.contains(key("a"))).isTrue();
        assertThat(lost.contains(key("zz"))).isTrue();
        assertThat(lost.readable(range(null, null))).containsExactly(range("b", "y"));
        assertThat(lost.touches(range("c", "d"))).isFalse();
        assertThat(lost.touches(range("c", null))).isTrue();
    }

    private static KeyRange range(@Nullable String from, @Nullable String to) {
        return new KeyRange(from == null ? null : key(from), to == null ? null : key(to));
    }

    private static Bytes key(String text) {
        return Bytes.utf8(text);
    }
}
