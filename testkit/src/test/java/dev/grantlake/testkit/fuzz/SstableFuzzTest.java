package dev.grantlake.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Any bytes as the blocks of a table, whose checksums, footer and places are right (see {@link BlockSequence}): the
 * table is refused, or whatever its cursor shows it shows in the same way in both directions, and finds again.
 */
final class SstableFuzzTest {

    @FuzzTest
    void readsTheSameInBothDirections(byte[] input) {
        TableReading.check(BlockSequence.parse(input).table());
    }
}
