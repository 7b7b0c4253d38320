package dev.grantlake.lsm.inspect;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.sstable.Sstable;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.lsm.sstable.TableView;
import dev.grantlake.lsm.version.SortedRun;
import dev.grantlake.vfs.Vfs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Checks what reads rely on when they take the first version of a key that they meet: that of two runs the upper one
 * has the newer versions of every user key. Where the sequence numbers in the manifest do not settle it, the points of
 * the tables that share keys are merged; one table of each run is open at a time. What cannot be read is passed over,
 * since the audit of its table says so. Range deletions are not looked at. Belongs to one thread.
 */
final class LevelAudit {

    private final Vfs vfs;
    private final SstableOptions options;
    private final Consumer<Fault> faults;

    LevelAudit(Vfs vfs, SstableOptions options, Consumer<Fault> faults) {
        this.vfs = vfs;
        this.options = options;
        this.faults = faults;
    }

    /** Checks runs, which come newest first. */
    void run(List<SortedRun> runs) {
        List<Position> positions = new ArrayList<>();
        PriorityQueue<Position> queue = new PriorityQueue<>(LevelAudit::order);
        try {
            for (int rank = 0; rank < runs.size(); rank++) {
                Position position = new Position(runs.get(rank), rank, disputed(runs, rank));
                positions.add(position);
                if (position.next()) {
                    queue.add(position);
                }
            }
            merge(queue);
        } finally {
            positions.forEach(Position::close);
        }
    }

    /** The tables of a run that share keys with a table of another run and may disagree with it. */
    private static List<TableMetadata> disputed(List<SortedRun> runs, int rank) {
        List<TableMetadata> disputed = new ArrayList<>();
        for (TableMetadata table : runs.get(rank).tables()) {
            boolean any = false;
            for (int other = 0; table.points() != null && !any && other < runs.size(); other++) {
                any = other != rank && mayDisagree(table, runs.get(other), rank < other);
            }
            if (any) {
                disputed.add(table);
            }
        }
        return disputed;
    }

    private static boolean mayDisagree(TableMetadata table, SortedRun run, boolean tableIsNewer) {
        KeyBounds bounds = table.bounds();
        List<TableMetadata> tables = run.tables();
        for (int i = firstReaching(tables, bounds.smallest().userKey()); i < tables.size(); i++) {
            TableMetadata met = tables.get(i);
            if (met.bounds().smallest().userKey().compareTo(bounds.largest().userKey()) > 0) {
                return false;
            }
            if (!inOrder(tableIsNewer ? table : met, tableIsNewer ? met : table)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the manifest's numbers settle it: no version of {@code older} is newer than any of {@code newer}. */
    private static boolean inOrder(TableMetadata newer, TableMetadata older) {
        return isExact(newer) && isExact(older) && newer.smallestSequence() >= older.largestSequence();
    }

    /** The audit of a physical table holds its numbers against its keys; a single number is that of all keys. */
    private static boolean isExact(TableMetadata table) {
        return !table.virtual() || table.sequenceOverride() != 0;
    }

    /** The first table whose keys do not all lie below {@code key}. */
    private static int firstReaching(List<TableMetadata> tables, Bytes key) {
        int low = 0;
        int high = tables.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (tables.get(middle).bounds().largest().userKey().compareTo(key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static int order(Position first, Position second) {
        int order = first.key().compareTo(second.key());
        return order != 0 ? order : Integer.compare(first.rank, second.rank);
    }

    private void merge(PriorityQueue<Position> queue) {
        Bytes key = Bytes.EMPTY;
        long oldest = 0;
        String above = "";
        int aboveRank = -1;
        for (Position top = queue.poll(); top != null; top = queue.poll()) {
            boolean sameKey = aboveRank >= 0 && top.key().equals(key);
            if (sameKey && top.rank != aboveRank && Long.compareUnsigned(top.sequence(), oldest) > 0) {
                faults.accept(Fault.of(
                        Fault.Kind.LEVELS,
                        Location.of(vfs.description() + "/" + top.table().fileName(), "table"),
                        top.key() + " has sequence number " + top.sequence() + " in " + top.name() + ", above it "
                                + oldest + " in " + above + ": reads find the older version"));
            }
            oldest = sameKey && Long.compareUnsigned(oldest, top.sequence()) < 0 ? oldest : top.sequence();
            key = top.key();
            above = top.name();
            aboveRank = top.rank;
            if (top.next()) {
                queue.add(top);
            }
        }
    }

    /** A place in one run, in the tables that are looked at. */
    private final class Position {

        private final SortedRun run;
        private final int rank;
        private final List<TableMetadata> tables;

        private int table = -1;
        private @Nullable Sstable open;
        private @Nullable InternalCursor cursor;
        private Bytes key = Bytes.EMPTY;
        private long sequence;

        Position(SortedRun run, int rank, List<TableMetadata> tables) {
            this.run = run;
            this.rank = rank;
            this.tables = tables;
        }

        Bytes key() {
            return key;
        }

        long sequence() {
            return sequence;
        }

        TableMetadata table() {
            return tables.get(table);
        }

        String name() {
            return "level " + run.level() + (run.level() == 0 ? "." + run.sublevel() : "");
        }

        /** One entry on, whatever table it is in; false behind the last. */
        boolean next() {
            boolean moved = attempt(false);
            while (!moved && table + 1 < tables.size()) {
                close();
                table++;
                moved = attempt(true);
            }
            return moved;
        }

        private boolean attempt(boolean first) {
            try {
                InternalCursor moving = first ? enter() : cursor;
                if (moving == null || !(first ? moving.first() : moving.next())) {
                    return false;
                }
                ByteView at = moving.userKey();
                key = at.copy();
                sequence = Trailer.sequence(moving.trailer());
                return true;
            } catch (StorageException e) {
                switch (e.kind()) {
                    case CORRUPT, UNSUPPORTED, LIMIT_EXCEEDED, NOT_FOUND -> {
                        return false;
                    }
                    default -> throw e;
                }
            }
        }

        private InternalCursor enter() {
            Sstable sstable = Sstable.open(vfs.open(table().fileName()), options);
            open = sstable;
            InternalCursor entered = sstable.points(view(table()));
            cursor = entered;
            return entered;
        }

        private TableView view(TableMetadata seen) {
            KeyBounds bounds = seen.points();
            return bounds == null
                    ? TableView.withSequence(seen.sequenceOverride())
                    : new TableView(
                            bounds.smallest().userKey(),
                            bounds.largest().userKey(),
                            bounds.largestExcluded(),
                            seen.sequenceOverride());
        }

        void close() {
            InternalCursor moving = cursor;
            Sstable sstable = open;
            cursor = null;
            open = null;
            if (moving != null) {
                moving.close();
            }
            if (sstable != null) {
                sstable.close();
            }
        }
    }
}
