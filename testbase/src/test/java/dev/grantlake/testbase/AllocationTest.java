package dev.grantlake.testbase;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AllocationTest {

    private byte[] kept = new byte[0];

    @Test
    void countsWhatTheActionAllocates() {
        Allocation.of(() -> kept = new byte[1]);
        assertThat(Allocation.of(() -> kept = new byte[1 << 20]).bytes()).isBetween(1L << 20, (1L << 20) + 10_000);
        assertThat(Allocation.of(() -> kept[0]++).bytes()).isLessThan(1_000);
    }

    @Test
    void countsProcessorTime() {
        long[] sum = new long[1];
        Allocation cost = Allocation.of(() -> {
            for (int i = 0; i < 2_000_000; i++) {
                sum[0] += Integer.toString(i & 0xff).hashCode();
            }
        });
        assertThat(cost.cpuNanos()).isGreaterThan(500_000);
        assertThat(sum[0]).isNotZero();
    }
}
