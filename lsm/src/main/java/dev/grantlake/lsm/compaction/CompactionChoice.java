package dev.grantlake.lsm.compaction;

import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.version.Level;
import dev.grantlake.lsm.version.Version;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Says what to compact next, from nothing but a version, what is under way, and what is known of the deletions in
 * tables. First what costs nothing; then the level that needs it most; then tables of the lowest level that hold what
 * nobody needs. Immutable.
 */
final class CompactionChoice {

    /** A table of the lowest level is rewritten if one entry in so many is a deletion. */
    private static final int DELETIONS_PART = 10;

    /** A file is rewritten if less than one byte in so many of it is shown. */
    private static final int SHOWN_PART = 2;

    private final LevelOptions options;

    CompactionChoice(LevelOptions options) {
        this.options = options;
    }

    /** The next compaction, or null if there is nothing to do before others have ended. */
    @Nullable
    Compaction next(Version version, RunningCompactions running, Function<TableMetadata, TableDeletions> deletions) {
        List<Compaction.Input> hidden = HiddenTables.of(version, running, deletions);
        if (!hidden.isEmpty()) {
            return new Compaction(Compaction.Kind.DROP, hidden, hidden.get(0).level());
        }
        LevelTargets targets = LevelTargets.of(version, running, options);
        DeletedBytes deleted = new DeletedBytes(version, deletions);
        Picks picks = new Picks(version, running, targets, deleted);
        for (LevelScores.Score score : LevelScores.of(version, running, targets, options, deleted)) {
            Compaction compaction = picks.of(score.level());
            if (compaction != null) {
                return compaction;
            }
        }
        return rewrite(version, running, deletions);
    }

    /** A table that is rewritten where it lies, for the sake of the space that it takes. */
    private static @Nullable Compaction rewrite(
            Version version, RunningCompactions running, Function<TableMetadata, TableDeletions> deletions) {
        Map<Long, Long> shown = new HashMap<>();
        for (Level level : version.levels()) {
            level.tables().forEach(table -> shown.merge(table.fileNumber(), table.size(), Long::sum));
        }
        for (TableMetadata table : version.levels().get(LevelTargets.LOWEST).tables()) {
            if (!running.has(table)
                    && !running.reaches(LevelTargets.LOWEST, table.bounds())
                    && (wasteful(table, version, shown) || (mayDelete(table) && deletesMuch(deletions.apply(table))))) {
                return alone(LevelTargets.LOWEST, table);
            }
        }
        return null;
    }

    static Compaction alone(int level, TableMetadata table) {
        return new Compaction(Compaction.Kind.MERGE, List.of(new Compaction.Input(level, List.of(table))), level);
    }

    private static boolean wasteful(TableMetadata table, Version version, Map<Long, Long> shown) {
        long file = version.files().getOrDefault(table.fileNumber(), 0L);
        return table.virtual() && shown.getOrDefault(table.fileNumber(), 0L) < file / SHOWN_PART;
    }

    /** Deletions have numbers: where there are none, the table need not be opened to tell. */
    private static boolean mayDelete(TableMetadata table) {
        return table.largestSequence() > 0;
    }

    private static boolean deletesMuch(TableDeletions deletions) {
        return !deletions.ranges().isEmpty() || deletions.points() * DELETIONS_PART > deletions.entries();
    }
}
