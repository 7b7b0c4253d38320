package dev.grantlake.lsm.bulk;

import dev.grantlake.base.Bytes;
import dev.grantlake.testbase.Dice;
import dev.grantlake.vfs.FileTarget;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a database is loaded with.
 *
 * @param entries all of them
 * @param families keys before which a family ends
 */
record LoadedEntries(SortedMap<Bytes, Bytes> entries, Set<Bytes> families) {

    private static final List<Integer> FORMAT_VERSIONS = List.of(13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 24);

    /** From none to some thousands, with keys that are hard to tell apart and values of all sizes. */
    static LoadedEntries random(Dice dice) {
        SortedMap<Bytes, Bytes> entries = new TreeMap<>();
        Set<Bytes> families = new HashSet<>();
        int count = (int) dice.skewed(4000);
        int alphabet = dice.between(2, 256);
        int longestKey = 1 + (int) dice.skewed(2000);
        int longestValue = (int) dice.skewed(count > 500 ? 100 : 100_000);
        Bytes prefix = Bytes.wrap(dice.key(alphabet, 1 + (int) dice.skewed(100)));
        for (int i = 0; i < count; i++) {
            byte[] tail = dice.key(alphabet, longestKey);
            Bytes key = dice.oneIn(3) ? Bytes.wrap(tail) : prefix.plus(Bytes.wrap(tail));
            if (key.isEmpty()) {
                continue;
            }
            int length = (int) dice.skewed(longestValue);
            if (dice.oneIn(500)) {
                // More than what a table otherwise becomes.
                length += 100_000;
            }
            entries.put(key, Bytes.wrap(dice.oneIn(3) ? dice.bytes(length) : dice.compressible(length, 10)));
            if (dice.oneIn(200)) {
                families.add(key);
            }
            if (dice.oneIn(100)) {
                prefix = Bytes.wrap(dice.key(alphabet, 1 + (int) dice.skewed(100)));
            }
        }
        return new LoadedEntries(entries, families);
    }

    /** Any format version and compression, small tables, and now and then those of everyday. */
    static BulkOptions randomOptions(Dice dice) {
        int first = 64 + (int) dice.skewed(20_000);
        int prefixLength = dice.below(20);
        return BulkOptions.DEFAULT
                .withFormatVersion(dice.pick(FORMAT_VERSIONS))
                .with(dice.pick(List.of(BulkOptions.Compression.values())))
                .with(dice.oneIn(10) ? TableSizes.DEFAULT : new TableSizes(first, first * 4, dice.between(1, 20)))
                .with(dice.oneIn(2) ? KeyGroups.NONE : (array, offset, length) -> Math.min(prefixLength, length))
                .withThreads(dice.between(1, 4));
    }

    BulkSummary load(BulkOptions options, FileTarget target) {
        try (BulkLoader loader = new BulkLoader(options, target)) {
            entries.forEach((key, value) -> {
                if (families.contains(key)) {
                    loader.cutHere();
                }
                loader.add(key, value);
            });
            return loader.finish();
        }
    }
}
