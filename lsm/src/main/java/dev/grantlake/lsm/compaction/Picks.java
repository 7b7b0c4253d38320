package dev.grantlake.lsm.compaction;

import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.version.Level;
import dev.grantlake.lsm.version.Version;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses the inputs of one compaction of one level, among tables that no other compaction touches. Source: the rules
 * of Pebble v2.1.5. Belongs to one version and the compactions under way at one moment; immutable.
 */
final class Picks {

    /** Tables of level 0 are added up to this, unless it makes a much larger compaction of it. */
    private static final long MANY_BYTES = 100 << 20;

    private static final long MOST_BYTES = 500 << 20;

    /** Stacks of level 0 that are tried. */
    private static final int MOST_STACKS = 32;

    /** A compaction takes more of its start level if that brings no more than so many tables' bytes together. */
    private static final int GROWN_TABLES = 25;

    /** A table that overlaps more than so many tables' bytes two levels below is rewritten rather than moved. */
    private static final int MOST_OVERLAPPED = 10;

    private final Version version;
    private final RunningCompactions running;
    private final LevelTargets targets;
    private final DeletedBytes deleted;

    Picks(Version version, RunningCompactions running, LevelTargets targets, DeletedBytes deleted) {
        this.version = version;
        this.running = running;
        this.targets = targets;
        this.deleted = deleted;
    }

    /** A compaction that relieves {@code level}, 0 to 5; null if others have to end first. */
    @Nullable
    Compaction of(int level) {
        return level == 0 ? ofZero() : ofSorted(level);
    }

    /** From the oldest tables of the deepest stack upwards, as far as it is worth it. */
    private @Nullable Compaction ofZero() {
        List<TableMetadata> idle =
                level(0).tables().stream().filter(table -> !running.has(table)).toList();
        for (List<TableMetadata> stack : Stacks.of(idle).deepestFirst(MOST_STACKS)) {
            ZeroTables chosen = new ZeroTables(level(0).tables());
            long bytes = 0;
            for (TableMetadata table : stack) {
                ZeroTables more = chosen.withOlder(table);
                long moreBytes = Compaction.bytesOf(more.tables());
                boolean much = moreBytes > MOST_BYTES || (moreBytes > MANY_BYTES && moreBytes > bytes / 2 * 3);
                if (running.hasAny(more.tables()) || (bytes > 0 && much)) {
                    break;
                }
                chosen = more;
                bytes = moreBytes;
            }
            Compaction compaction = bytes == 0 ? null : intoBase(chosen);
            if (compaction != null && !running.conflict(compaction)) {
                return compaction;
            }
        }
        return null;
    }

    private Compaction intoBase(ZeroTables chosen) {
        int base = targets.baseLevel();
        List<TableMetadata> below = level(base).overlapping(Compaction.boundsOf(chosen.tables()));
        if (below.isEmpty() && chosen.disjoint() && movable(chosen.tables(), base)) {
            return new Compaction(
                    Compaction.Kind.MOVE, List.of(new Compaction.Input(0, withFreeTables(chosen.tables()))), base);
        }
        KeyBounds all = Compaction.boundsOf(chosen.tables());
        if (!below.isEmpty()) {
            all = all.and(Compaction.boundsOf(below));
        }
        ZeroTables wider = chosen.within(all, running, MOST_BYTES);
        return merge(0, wider.tables(), base, below);
    }

    /** All that go along for nothing, since nothing lies below them; in the order of level 0. */
    private List<TableMetadata> withFreeTables(List<TableMetadata> moved) {
        int base = targets.baseLevel();
        List<TableMetadata> free = new ArrayList<>(moved);
        version.runs().stream()
                .filter(run -> run.level() == 0 && run.sublevel() == 0)
                .flatMap(run -> run.tables().stream())
                .filter(table -> !moved.contains(table)
                        && !running.has(table)
                        && !running.reaches(base, table.bounds())
                        && level(base).overlapping(table.bounds()).isEmpty()
                        && movable(List.of(table), base))
                .forEach(free::add);
        return free;
    }

    /** The table whose way down costs least for what it brings. */
    private @Nullable Compaction ofSorted(int level) {
        record Seed(TableMetadata table, double cost) {}
        List<Seed> seeds = new ArrayList<>();
        for (TableMetadata table : level(level).tables()) {
            if (!running.has(table)) {
                long overlapped = Compaction.bytesOf(level(level + 1).overlapping(table.bounds()));
                double gain = (double) table.size() + deleted.of(level, table);
                seeds.add(new Seed(table, overlapped / Math.max(1, gain)));
            }
        }
        seeds.sort(Comparator.comparingDouble(Seed::cost));
        for (Seed seed : seeds) {
            Compaction compaction = downFrom(level, List.of(seed.table()));
            if (!running.conflict(compaction)) {
                return compaction;
            }
        }
        return null;
    }

    /** Tables of a level below 0 and what they overlap, and more of their level where that costs no more below. */
    private Compaction downFrom(int level, List<TableMetadata> chosen) {
        int output = level + 1;
        List<TableMetadata> below = level(output).overlapping(Compaction.boundsOf(chosen));
        if (below.isEmpty() && movable(chosen, output)) {
            return new Compaction(Compaction.Kind.MOVE, List.of(new Compaction.Input(level, chosen)), output);
        }
        if (!below.isEmpty()) {
            KeyBounds all = Compaction.boundsOf(chosen).and(Compaction.boundsOf(below));
            List<TableMetadata> wider = level(level).overlapping(all);
            boolean free = level(output).overlapping(Compaction.boundsOf(wider)).size() == below.size();
            long bytes = Compaction.bytesOf(wider) + Compaction.bytesOf(below);
            if (free && !running.hasAny(wider) && bytes < GROWN_TABLES * targets.tableBytes(output)) {
                return merge(level, wider, output, below);
            }
        }
        return merge(level, chosen, output, below);
    }

    private Compaction merge(int level, List<TableMetadata> start, int output, List<TableMetadata> below) {
        List<Compaction.Input> inputs = new ArrayList<>();
        inputs.add(new Compaction.Input(level, start));
        if (!below.isEmpty()) {
            inputs.add(new Compaction.Input(output, below));
        }
        return new Compaction(Compaction.Kind.MERGE, inputs, output);
    }

    /** Whether none of the tables would make a later compaction of {@code output} too large. */
    private boolean movable(List<TableMetadata> tables, int output) {
        if (output == LevelTargets.LOWEST) {
            return true;
        }
        for (TableMetadata table : tables) {
            long overlapped = Compaction.bytesOf(level(output + 1).overlapping(table.bounds()));
            if (overlapped > MOST_OVERLAPPED * targets.tableBytes(output)) {
                return false;
            }
        }
        return true;
    }

    private Level level(int number) {
        return version.levels().get(number);
    }
}
