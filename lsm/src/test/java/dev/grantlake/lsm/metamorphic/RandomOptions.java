package dev.grantlake.lsm.metamorphic;

import dev.grantlake.kv.Merger;
import dev.grantlake.kv.StoreOptions;
import dev.grantlake.lsm.DatabaseOptions;
import dev.grantlake.testbase.Dice;

import java.util.List;

/**
 * Options that make a database small, so that a short run reaches all of it: many tables, several levels, rotations of
 * logs and manifests.
 */
public final class RandomOptions {

    private RandomOptions() {}

    /** Some options, with a merger that concatenates. */
    public static DatabaseOptions of(Dice dice) {
        int compactRuns = dice.between(1, 5);
        return DatabaseOptions.SMALL
                .with(StoreOptions.DEFAULT.with(Merger.CONCATENATION))
                .with(new DatabaseOptions.Memory(64 << 10, dice.between(2, 4), dice.skewed(1 << 20)))
                .with(new DatabaseOptions.Tables(
                        dice.pick(List.of(DatabaseOptions.Compression.values())),
                        256 + (int) dice.skewed(4096),
                        dice.oneIn(2) ? 0 : dice.between(1, 15),
                        200 + dice.skewed(20_000)))
                .with(new DatabaseOptions.Upkeep(
                        compactRuns, compactRuns + dice.between(1, 10), dice.between(1, 2), Long.MAX_VALUE))
                .withManifestBytes(dice.oneIn(4) ? Long.MAX_VALUE : 1 + dice.skewed(2000));
    }
}
