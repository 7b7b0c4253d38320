package dev.grantlake.base;

import com.dynatrace.hash4j.hashing.Hashing;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class XxHash64Test {

    @Test
    void agreesWithPublishedVectors() {
        assertThat(XxHash64.of(Bytes.EMPTY)).isEqualTo(0xef46db3751d8e999L);
        assertThat(XxHash64.of(Bytes.utf8("a"))).isEqualTo(0xd24ec4f1a98c6e5bL);
        assertThat(XxHash64.of(Bytes.utf8("abc"))).isEqualTo(0x44bc2cf5ad770999L);
        assertThat(XxHash64.of(Bytes.utf8("Nobody inspects the spammish repetition")))
                .isEqualTo(0xfbcea83c8a378bf1L);
    }

    @Test
    void agreesWithHash4jAtEveryLength(Dice dice) {
        byte[] input = dice.bytes(1100);
        for (long seed : new long[] {0, 1, -1, dice.bits()}) {
            for (int length = 0; length <= 1024; length++) {
                int offset = dice.below(40);
                assertThat(XxHash64.of(input, offset, length, seed))
                        .as("%d bytes, seed %d", length, seed)
                        .isEqualTo(Hashing.xxh64(seed).hashBytesToLong(input, offset, length));
            }
        }
    }

    @Test
    void doesNotDependOnTheChunks(Dice dice) {
        byte[] input = dice.bytes(1024);
        long seed = dice.bits();
        XxHash64 hash = new XxHash64(seed);
        for (int length = 0; length <= input.length; length++) {
            long expected = XxHash64.of(input, 0, length, seed);
            for (int chunk = 1; chunk <= Math.max(1, length); chunk++) {
                hash.reset();
                for (int position = 0; position < length; position += chunk) {
                    hash.update(input, position, Math.min(chunk, length - position));
                }
                if (hash.value() != expected) {
                    assertThat(hash.value())
                            .as("%d bytes in chunks of %d", length, chunk)
                            .isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void showsTheHashOfEveryPrefix(Dice dice) {
        byte[] input = dice.bytes(300);
        XxHash64 hash = new XxHash64();
        for (int length = 0; length < input.length; length++) {
            assertThat(hash.value()).isEqualTo(XxHash64.of(input, 0, length, 0));
            hash.update(Bytes.wrap(input, length, 1));
        }
    }

    @Test
    void refusesRangesOutsideTheArray() {
        assertThatThrownBy(() -> XxHash64.of(new byte[8], 1, 8, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new XxHash64().update(new byte[8], -1, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
