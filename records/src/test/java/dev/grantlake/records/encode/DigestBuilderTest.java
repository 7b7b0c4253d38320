package dev.grantlake.records.encode;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.codec.DigestCodec;
import dev.grantlake.records.key.DigestKey;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.GrantDigest;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class DigestBuilderTest {

    private static final Bytes PARTITION = Bytes.ofHex("67726f7570006731003100");

    @Test
    void widthsGrowWithTheGrants() {
        assertThat(DigestCodec.width(0)).isZero();
        assertThat(DigestCodec.width(512)).isZero();
        assertThat(DigestCodec.width(513)).isEqualTo(1);
        assertThat(DigestCodec.width(1024)).isEqualTo(1);
        assertThat(DigestCodec.width(1025)).isEqualTo(2);
        assertThat(DigestCodec.width((512L << 16) + 1)).isEqualTo(16);
        assertThat(DigestCodec.width(Long.MAX_VALUE)).isEqualTo(16);
    }

    /** Against sums by bucket that hold all grants at once. */
    @Test
    void leavesAreTheSumsOfTheirBuckets(Dice dice) {
        for (int i = 0; i < Seeds.rounds(60); i++) {
            int grants = (int) dice.skewed(20_000);
            List<long[]> hashes = new ArrayList<>();
            for (int j = 0; j < grants; j++) {
                hashes.add(new long[] {dice.bits(), dice.bits()});
            }
            hashes.sort((a, b) -> Long.compareUnsigned(a[0], b[0]));
            Map<Bytes, Bytes> nodes = new TreeMap<>();
            DigestBuilder builder = new DigestBuilder(nodes::put);
            builder.begin(PARTITION);
            hashes.forEach(one -> builder.add(one[0], one[1]));
            builder.end();
            int width = DigestCodec.width(grants);
            Map<Bytes, long[]> expected = new TreeMap<>();
            long[] all = new long[2];
            for (long[] one : hashes) {
                all[0]++;
                all[1] ^= one[1];
                if (width > 0) {
                    int bucket = (int) (one[0] >>> (64 - width)) << (16 - width);
                    long[] leaf = expected.computeIfAbsent(DigestKey.leaf(PARTITION, bucket), key -> new long[2]);
                    leaf[0]++;
                    leaf[1] ^= one[1];
                }
            }
            assertThat(builder.whole()).isEqualTo(new GrantDigest(all[1], all[0]));
            Row root = new Row(
                    "test.c1z", DigestKey.root(PARTITION), requireNonNull(nodes.remove(DigestKey.root(PARTITION))));
            assertThat(DigestCodec.width(root)).isEqualTo(width);
            assertThat(DigestCodec.root(root)).isEqualTo(builder.whole());
            assertThat(nodes).hasSameSizeAs(expected);
            expected.forEach((key, sum) -> assertThat(
                            DigestCodec.sum(new Row("test.c1z", key, requireNonNull(nodes.get(key)))))
                    .isEqualTo(new GrantDigest(sum[1], sum[0])));
        }
    }

    @Test
    void hashesOutOfOrderAreAMistake() {
        DigestBuilder builder = new DigestBuilder((key, value) -> {});
        builder.begin(PARTITION);
        builder.add(1L << 62, 1);
        assertThatThrownBy(() -> builder.add(1L << 61, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
