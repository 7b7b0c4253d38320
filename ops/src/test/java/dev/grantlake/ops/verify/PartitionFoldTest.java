package dev.grantlake.ops.verify;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PartitionFoldTest {

    @Test
    void foldsByTheFirstBitsOfTheBucketHash() {
        PartitionFold fold = new PartitionFold();
        fold.start(2);
        fold.add(0x0000, 1);
        fold.add(0x3fff, 2);
        fold.add(0xffff, 8);
        assertThat(fold.count()).isEqualTo(3);
        assertThat(fold.hash()).isEqualTo(11);
        assertThat(fold.count(0)).isEqualTo(2);
        assertThat(fold.hash(0)).isEqualTo(3);
        assertThat(fold.count(3)).isEqualTo(1);
    }

    @Test
    void aLeafBeginsWhereItsBucketDoes() {
        PartitionFold fold = new PartitionFold();
        fold.start(2);
        assertThat(fold.bucketOf(0xc000)).isEqualTo(3);
        assertThat(fold.bucketOf(0xc001)).isEqualTo(-1);
    }

    @Test
    void beginsAnewForEachPartition() {
        PartitionFold fold = new PartitionFold();
        fold.start(16);
        fold.add(0xffff, 1);
        fold.start(0);
        assertThat(fold.count()).isZero();
        assertThat(fold.hash()).isZero();
        fold.start(16);
        assertThat(fold.count(0xffff)).isZero();
    }
}
