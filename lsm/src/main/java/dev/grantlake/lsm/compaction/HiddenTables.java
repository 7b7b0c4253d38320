package dev.grantlake.lsm.compaction;

import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.version.Level;
import dev.grantlake.lsm.version.Version;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Tables of which nothing is seen any more, since one range deletion of a table above covers them: they need not be
 * read to go. Tables with range keys stay, which a range deletion does not hide.
 */
final class HiddenTables {

    private HiddenTables() {}

    /** All of them that no compaction touches, level by level. */
    static List<Compaction.Input> of(
            Version version, RunningCompactions running, Function<TableMetadata, TableDeletions> deletions) {
        List<List<TableMetadata>> hidden = new ArrayList<>();
        for (int level = 0; level < Version.LEVELS; level++) {
            hidden.add(new ArrayList<>());
        }
        for (Level level : version.levels().subList(0, LevelTargets.LOWEST)) {
            for (int i = 0; i < level.tables().size(); i++) {
                TableMetadata table = level.tables().get(i);
                if (table.points() != null && !running.has(table)) {
                    for (RangeDeletion range : deletions.apply(table).ranges()) {
                        List<TableMetadata> older =
                                level.number() == 0 ? level.tables().subList(0, i) : List.of();
                        add(range, older, running, hidden.get(0));
                        KeyBounds bounds = DeletedBytes.boundsOf(range);
                        for (Level below : version.levels().subList(level.number() + 1, Version.LEVELS)) {
                            add(range, below.overlapping(bounds), running, hidden.get(below.number()));
                        }
                    }
                }
            }
        }
        List<Compaction.Input> inputs = new ArrayList<>();
        for (int level = 0; level < Version.LEVELS; level++) {
            if (!hidden.get(level).isEmpty()) {
                inputs.add(new Compaction.Input(level, hidden.get(level)));
            }
        }
        return inputs;
    }

    /** What of {@code inputs} is hidden in this version, too. */
    static List<Compaction.Input> still(
            List<Compaction.Input> inputs, Version version, Function<TableMetadata, TableDeletions> deletions) {
        Set<Long> chosen = inputs.stream()
                .flatMap(input -> input.tables().stream())
                .map(TableMetadata::number)
                .collect(Collectors.toSet());
        List<Compaction.Input> still = new ArrayList<>();
        for (Compaction.Input input : of(version, RunningCompactions.NONE, deletions)) {
            List<TableMetadata> tables = input.tables().stream()
                    .filter(table -> chosen.contains(table.number()))
                    .toList();
            if (!tables.isEmpty()) {
                still.add(new Compaction.Input(input.level(), tables));
            }
        }
        return still;
    }

    private static void add(
            RangeDeletion range, List<TableMetadata> older, RunningCompactions running, List<TableMetadata> hidden) {
        KeyBounds bounds = DeletedBytes.boundsOf(range);
        for (TableMetadata table : older) {
            if (table.rangeKeys() == null
                    && table.largestSequence() < range.sequence()
                    && bounds.holds(table.bounds())
                    && !running.has(table)
                    && !hidden.contains(table)) {
                hidden.add(table);
            }
        }
    }
}
