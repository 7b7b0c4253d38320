package dev.grantlake.lsm.compaction;

import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.manifest.ManifestEdit;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.lsm.version.Level;
import dev.grantlake.lsm.version.Version;
import dev.grantlake.vfs.Vfs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Carries out the steps of compactions: makes the tables, and says what changes with them. Thread-safe. */
final class CompactionRun {

    private final Vfs directory;
    private final SstableOptions reading;
    private final Rewrite rewrite;
    private final LevelOptions options;

    CompactionRun(Vfs directory, SstableOptions reading, Rewrite rewrite, LevelOptions options) {
        this.directory = directory;
        this.reading = reading;
        this.rewrite = rewrite;
        this.options = options;
    }

    /** Writes the tables that take the place of what is merged; none for another kind. */
    List<TableMetadata> tables(Compaction compaction, Version version, LevelTargets targets, long now, Pace pace) {
        if (compaction.kind() != Compaction.Kind.MERGE) {
            return List.of();
        }
        KeyBounds bounds = compaction.bounds();
        int output = compaction.outputLevel();
        List<KeyBounds> older = new ArrayList<>();
        for (Level deeper : version.levels().subList(output + 1, Version.LEVELS)) {
            deeper.overlapping(bounds).forEach(table -> older.add(table.bounds()));
        }
        List<TableMetadata> grandparents = output == LevelTargets.LOWEST
                ? List.of()
                : version.levels().get(output + 1).overlapping(bounds);
        try (InputTables inputs = InputTables.open(directory, reading, version, compaction.tables())) {
            return rewrite.run(
                    new RewriteInput(
                            inputs.runs(),
                            inputs.rangeKeys(),
                            OccupiedRanges.of(older),
                            targets.tableBytes(output),
                            grandparents,
                            now),
                    pace);
        }
    }

    LevelTargets targets(Version version, RunningCompactions running) {
        return LevelTargets.of(version, running, options);
    }

    /**
     * The changes to a version, or none if it has changed so much since that the compaction makes no sense any more:
     * its inputs are gone, or there are tables now where its output should go.
     */
    static List<ManifestEdit> edit(
            Compaction compaction,
            List<TableMetadata> made,
            Version version,
            Function<TableMetadata, TableDeletions> deletions) {
        List<Compaction.Input> inputs = compaction.inputs();
        if (compaction.kind() == Compaction.Kind.DROP) {
            inputs = HiddenTables.still(inputs, version, deletions);
        } else if (!stillThere(inputs, version) || isTaken(compaction, version)) {
            return List.of();
        }
        List<ManifestEdit> edit = new ArrayList<>();
        for (Compaction.Input input : inputs) {
            input.tables().forEach(table -> edit.add(new ManifestEdit.DeletedTable(input.level(), table.number())));
        }
        List<TableMetadata> added = compaction.kind() == Compaction.Kind.MOVE ? compaction.tables() : made;
        added.forEach(table -> edit.add(ManifestEdit.NewTable.of(compaction.outputLevel(), table)));
        return edit;
    }

    private static boolean stillThere(List<Compaction.Input> inputs, Version version) {
        for (Compaction.Input input : inputs) {
            if (!numbers(version.levels().get(input.level()).tables()).containsAll(numbers(input.tables()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isTaken(Compaction compaction, Version version) {
        List<TableMetadata> present = compaction.kind() == Compaction.Kind.MOVE
                ? compaction.tables().stream()
                        .flatMap(table ->
                                version.levels().get(compaction.outputLevel()).overlapping(table.bounds()).stream())
                        .toList()
                : version.levels().get(compaction.outputLevel()).overlapping(compaction.bounds());
        return !numbers(compaction.tables()).containsAll(numbers(present));
    }

    private static Set<Long> numbers(List<TableMetadata> tables) {
        Set<Long> numbers = new HashSet<>();
        tables.forEach(table -> numbers.add(table.number()));
        return numbers;
    }
}
