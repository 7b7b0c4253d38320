package dev.grantlake.lsm.sstable;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ExpansionBudgetTest {

    private static final int MIB = 1 << 20;
    private static final Location WHERE = new Location("000007.sst", 42, "index block");

    private final ExpansionBudget budget = new ExpansionBudget();

    @Test
    void eightTimesTheStoredLengthIsFree() {
        for (int i = 0; i < 100; i++) {
            assertThat(budget.take(4 * MIB, 32 * MIB, WHERE)).isZero();
        }
        assertThat(budget.kept(MIB)).isEqualTo(24 * MIB);
        assertThat(budget.passing(MIB)).isEqualTo(40 * MIB);
    }

    @Test
    void whatIsKeptDrawsOnOneAccount() {
        long first = budget.take(0, 10 * MIB, WHERE);
        assertThat(first).isEqualTo(10 * MIB);
        assertThat(budget.kept(MIB)).isEqualTo(14 * MIB);
        assertThatThrownBy(() -> budget.take(0, 7 * MIB, WHERE))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.LIMIT_EXCEEDED))
                .hasMessageContainingAll("000007.sst", "42", "index block");
        assertThat(budget.take(0, 6 * MIB, WHERE)).isEqualTo(6 * MIB);
        assertThat(budget.kept(MIB)).isEqualTo(8 * MIB);
        budget.giveBack(first);
        assertThat(budget.kept(MIB)).isEqualTo(18 * MIB);
    }

    @Test
    void blocksOfCursorsHaveAShareForEachRun() {
        budget.shareAmong(16);
        assertThat(budget.passing(MIB)).isEqualTo(10 * MIB);
        assertThat(budget.kept(MIB)).isEqualTo(24 * MIB);
        budget.shareAmong(0);
        assertThat(budget.passing(MIB)).isEqualTo(40 * MIB);
    }
}
