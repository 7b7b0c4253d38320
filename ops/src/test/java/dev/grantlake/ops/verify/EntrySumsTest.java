package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EntrySumsTest {

    private static final long SEED = 7;
    private static final int ENTRIES = 10_000;

    @Test
    void areEqualInAnyOrderAndFromAnyParts() {
        EntrySums ascending = new EntrySums(SEED);
        EntrySums odd = new EntrySums(SEED);
        EntrySums even = new EntrySums(SEED);
        for (int i = 0; i < ENTRIES; i++) {
            ascending.add(key(i), Bytes.EMPTY);
            int other = ENTRIES - 1 - i;
            (other % 2 == 0 ? even : odd).add(key(other), Bytes.EMPTY);
        }
        odd.add(even);
        assertThat(odd.differences(ascending).isEmpty()).isTrue();
        assertThat(odd.count()).isEqualTo(ENTRIES);
    }

    @Test
    void differInTheBucketOfWhatIsMissing() {
        EntrySums all = new EntrySums(SEED);
        EntrySums most = new EntrySums(SEED);
        for (int i = 0; i < ENTRIES; i++) {
            all.add(key(i), Bytes.EMPTY);
            if (i != 4711) {
                most.add(key(i), Bytes.EMPTY);
            }
        }
        assertThat(all.differences(most).stream()).containsExactly(EntrySums.bucket(key(4711), SEED));
    }

    @Test
    void differInTheBucketOfAKeyWithAnotherValue() {
        EntrySums right = new EntrySums(SEED);
        right.add(key(1), Bytes.ofHex("0102030405060708"));
        EntrySums wrong = new EntrySums(SEED);
        wrong.add(key(1), Bytes.ofHex("0102030405060709"));
        assertThat(right.differences(wrong).stream()).containsExactly(EntrySums.bucket(key(1), SEED));
    }

    @Test
    void seeAnEntryThatTookTheValueOfItsNeighbour() {
        EntrySums right = new EntrySums(SEED);
        right.add(key(1), Bytes.ofHex("01"));
        right.add(key(2), Bytes.ofHex("02"));
        EntrySums swapped = new EntrySums(SEED);
        swapped.add(key(1), Bytes.ofHex("02"));
        swapped.add(key(2), Bytes.ofHex("01"));
        assertThat(right.differences(swapped).isEmpty()).isFalse();
    }

    private static Bytes key(int number) {
        return Bytes.utf8("entry " + number);
    }
}
