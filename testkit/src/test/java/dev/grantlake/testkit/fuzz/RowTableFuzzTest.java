package dev.grantlake.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** As {@link SstableFuzzTest}, but always a table of row blocks, Pebblev1 to Pebblev4; the version counts modulo 4. */
final class RowTableFuzzTest {

    private static final int ROW_FORMATS = 4;

    @FuzzTest
    void readsTheSameInBothDirections(byte[] input) {
        BlockSequence parsed = BlockSequence.parse(input);
        int version = 1 + (parsed.version() + ROW_FORMATS - 1) % ROW_FORMATS;
        TableReading.check(new BlockSequence(version, parsed.xxHash(), 0, parsed.index(), parsed.blocks()).table());
    }
}
