package dev.grantlake.lsm.compaction;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.version.Level;
import dev.grantlake.lsm.version.Version;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Brings all tables of a range down to the deepest level that has any, step by step: level 0 at once, the others in
 * pieces from the least key on, and in the end the deepest level's own deletions. Goes down once, so that what is
 * written meanwhile does not keep it going. Belongs to one thread at a time.
 */
final class ManualCompaction {

    /** A step takes so many tables' bytes, or one table with what it overlaps. */
    private static final int STEP_TABLES = 25;

    private final KeyRange range;
    private final LevelOptions options;
    private int level;
    /** What lies before it in the present level is done. */
    private @Nullable Bytes from;

    ManualCompaction(KeyRange range, LevelOptions options) {
        this.range = range;
        this.options = options;
        this.from = range.from();
    }

    /**
     * What comes next, even if it has to wait for others; then the caller asks again later. {@link #done} says that it
     * was done.
     *
     * @return null if nothing is left to do
     */
    @Nullable
    Compaction next(Version version, RunningCompactions running, Function<TableMetadata, TableDeletions> deletions) {
        LevelTargets targets = LevelTargets.of(version, running, options);
        while (true) {
            int deepest = Math.max(targets.baseLevel(), deepest(version));
            if (level > deepest) {
                return null;
            }
            List<TableMetadata> tables = inRange(version.levels().get(level));
            Compaction compaction = null;
            if (level == deepest) {
                compaction = withDeletions(tables, deletions);
            } else if (!tables.isEmpty()) {
                compaction = down(version, targets, tables);
            }
            if (compaction != null) {
                return compaction;
            }
            nextLevel(targets);
        }
    }

    /** Goes on behind a compaction that {@link #next} has given. */
    void done(Compaction compaction) {
        if (level == 0) {
            level = compaction.outputLevel();
            from = range.from();
        } else {
            KeyBounds bounds = Compaction.boundsOf(compaction.inputs().get(0).tables());
            Bytes end = bounds.largest().userKey();
            from = bounds.largestExcluded() ? end : end.plus(Bytes.wrap(new byte[1]));
        }
    }

    private void nextLevel(LevelTargets targets) {
        level = level == 0 ? targets.baseLevel() : level + 1;
        from = range.from();
    }

    private Compaction down(Version version, LevelTargets targets, List<TableMetadata> tables) {
        int output = level == 0 ? targets.baseLevel() : level + 1;
        List<TableMetadata> chosen = tables;
        if (level == 0) {
            ZeroTables closed = new ZeroTables(version.levels().get(0).tables());
            for (TableMetadata table : tables) {
                closed = closed.withOlder(table);
            }
            chosen = closed.tables();
        } else {
            long most = STEP_TABLES * targets.tableBytes(output);
            int count = 1;
            while (count < tables.size() && bytesWithBelow(version, output, tables.subList(0, count + 1)) <= most) {
                count++;
            }
            chosen = tables.subList(0, count);
        }
        List<Compaction.Input> inputs = new ArrayList<>();
        inputs.add(new Compaction.Input(level, chosen));
        List<TableMetadata> below = version.levels().get(output).overlapping(Compaction.boundsOf(chosen));
        if (!below.isEmpty()) {
            inputs.add(new Compaction.Input(output, below));
        }
        return new Compaction(Compaction.Kind.MERGE, inputs, output);
    }

    private static long bytesWithBelow(Version version, int output, List<TableMetadata> tables) {
        return Compaction.bytesOf(tables)
                + Compaction.bytesOf(version.levels().get(output).overlapping(Compaction.boundsOf(tables)));
    }

    private @Nullable Compaction withDeletions(
            List<TableMetadata> tables, Function<TableMetadata, TableDeletions> deletions) {
        for (TableMetadata table : tables) {
            if (table.largestSequence() > 0 && !deletions.apply(table).isEmpty()) {
                return CompactionChoice.alone(level, table);
            }
        }
        return null;
    }

    private int deepest(Version version) {
        int deepest = Version.LEVELS - 1;
        while (deepest > 0 && inRange(version.levels().get(deepest), range).isEmpty()) {
            deepest--;
        }
        return deepest;
    }

    private List<TableMetadata> inRange(Level tables) {
        return inRange(tables, new KeyRange(from, range.to()));
    }

    private static List<TableMetadata> inRange(Level tables, KeyRange range) {
        return tables.tables().stream()
                .filter(table -> table.bounds().overlaps(range))
                .toList();
    }
}
