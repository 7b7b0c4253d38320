package dev.grantlake.lsm.compaction;

import dev.grantlake.lsm.version.Level;
import dev.grantlake.lsm.version.Version;

import java.util.List;

/**
 * How large the levels of a version should be, as Pebble v2.1.5 has it: the lowest level holds nearly everything, each
 * above it a part of the one below, and the first that is used, the <em>base level</em>, takes what comes from level 0.
 * The fewer data, the deeper the base level. Immutable.
 */
final class LevelTargets {

    static final int LOWEST = Version.LEVELS - 1;

    private final LevelOptions options;
    private final int baseLevel;
    private final long baseBytes;
    private final double step;

    private LevelTargets(LevelOptions options, int baseLevel, double step) {
        this.options = options;
        this.baseLevel = baseLevel;
        this.baseBytes = options.baseBytes();
        this.step = step;
    }

    static LevelTargets of(Version version, RunningCompactions running, LevelOptions options) {
        int first = firstUsed(version.levels(), running);
        if (first > LOWEST) {
            return new LevelTargets(options, LOWEST, 1);
        }
        long all = version.levels().stream().mapToLong(Level::size).sum();
        long lowest = all - all / options.factor();
        double expected = lowest;
        for (int level = LOWEST - 1; level >= first; level--) {
            expected /= options.factor();
        }
        int base = first;
        while (base > 1 && expected > options.baseBytes()) {
            base--;
            expected /= options.factor();
        }
        double step = base == LOWEST
                ? 1
                : Math.pow((double) Math.max(1, lowest) / options.baseBytes(), 1.0 / (LOWEST - base));
        return new LevelTargets(options, base, step);
    }

    /** The level that level 0 is compacted into, 1 to 6. */
    int baseLevel() {
        return baseLevel;
    }

    /** Bytes that a level should not pass, for the base level and those below. */
    double mostBytes(int level) {
        return Math.max(1, baseBytes * Math.pow(step, level - baseLevel));
    }

    /** Bytes that a new table of a level should have. */
    long tableBytes(int level) {
        int doublings = level == 0 ? 0 : Math.max(0, level - baseLevel + 1);
        return options.targetBytes() << Math.min(doublings, Version.LEVELS);
    }

    private static int firstUsed(List<Level> levels, RunningCompactions running) {
        int first = 1;
        while (first <= LOWEST && levels.get(first).tables().isEmpty()) {
            first++;
        }
        for (Compaction compaction : running.all()) {
            if (compaction.startLevel() == 0 && compaction.outputLevel() > 0) {
                first = Math.min(first, compaction.outputLevel());
            }
        }
        return first;
    }
}
