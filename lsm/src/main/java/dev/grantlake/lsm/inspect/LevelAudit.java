package dev.grantlake.lsm.inspect;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.cursor.DeletedRanges;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.Trailer;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Checks what reads rely on when they take the first version of a key that they meet: that of two runs the upper one
 * has the newer versions of every user key, and that no range deletion covers a point, or a part of another range
 * deletion, that is older and lies further up. Where the sequence numbers of two parts do not settle it, their points
 * are merged; one part of each run is open at a time. What cannot be read is passed over, since the audit of its table
 * says so; and so is what reads do not see, because its number was never given. Belongs to one thread.
 */
final class LevelAudit {

    private final long lastSequence;
    private final int maxDeletions;
    private final String database;
    private final Consumer<Fault> faults;

    private final List<Position> positions = new ArrayList<>();
    private int deletions;

    /**
     * An audit of one database.
     *
     * @param lastSequence the greatest sequence number that reads see
     * @param maxDeletions the most range deletions that are kept; of a database with more, reads refuse all
     * @param database its name in faults
     */
    LevelAudit(long lastSequence, int maxDeletions, String database, Consumer<Fault> faults) {
        this.lastSequence = lastSequence;
        this.maxDeletions = maxDeletions;
        this.database = database;
        this.faults = faults;
    }

    /** Checks runs, which come newest first. */
    void run(List<LevelRun> runs) {
        PriorityQueue<Position> queue = new PriorityQueue<>(LevelAudit::order);
        try {
            for (int rank = 0; rank < runs.size(); rank++) {
                List<LevelPart> disputed = disputed(runs, rank);
                positions.add(new Position(runs.get(rank).name(), rank, disputed, deletions(disputed)));
            }
            DeletionStack stack = new DeletionStack(this::report);
            for (Position position : positions) {
                stack.descend(position.name, position.deleted.ranges());
                if (position.next()) {
                    queue.add(position);
                }
            }
            merge(queue);
        } finally {
            positions.forEach(Position::close);
        }
    }

    /** The parts of a run that share keys with a part of another run and may disagree with it. */
    private static List<LevelPart> disputed(List<LevelRun> runs, int rank) {
        List<LevelPart> disputed = new ArrayList<>();
        for (LevelPart part : runs.get(rank).parts()) {
            boolean any = false;
            for (int other = 0; !any && other < runs.size(); other++) {
                any = other != rank && mayDisagree(part, runs.get(other).parts(), rank < other);
            }
            if (any) {
                disputed.add(part);
            }
        }
        return disputed;
    }

    private static boolean mayDisagree(LevelPart part, List<LevelPart> others, boolean partIsNewer) {
        KeyBounds bounds = part.bounds();
        int first = bounds == null ? 0 : firstReaching(others, bounds.smallest().userKey());
        for (LevelPart met : others.subList(first, others.size())) {
            KeyBounds metBounds = met.bounds();
            if (bounds != null
                    && metBounds != null
                    && metBounds.smallest().userKey().compareTo(bounds.largest().userKey()) > 0) {
                return false;
            }
            if (!inOrder(partIsNewer ? part : met, partIsNewer ? met : part)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the numbers settle it, which table audits hold against the keys: nothing in {@code older} is newer. */
    private static boolean inOrder(LevelPart newer, LevelPart older) {
        return newer.smallestSequence() >= older.largestSequence();
    }

    /** The first part whose keys do not all lie below {@code key}, as far as bounds are known. */
    private static int firstReaching(List<LevelPart> parts, Bytes key) {
        int low = 0;
        int high = parts.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            KeyBounds bounds = parts.get(middle).bounds();
            if (bounds != null && bounds.largest().userKey().compareTo(key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private DeletedRanges deletions(List<LevelPart> parts) {
        List<RangeDeletion> all = new ArrayList<>();
        for (LevelPart part : parts) {
            readable(() -> {
                try (LevelPart.Content content = part.open()) {
                    List<RangeDeletion> some = content.deletions();
                    if (some.size() <= maxDeletions - deletions) {
                        deletions += some.size();
                        all.addAll(some);
                    }
                }
                return true;
            });
        }
        return DeletedRanges.of(all, lastSequence + 1);
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
            if (sameKey && top.rank != aboveRank && top.sequence() > oldest) {
                report(
                        top,
                        " in " + top.name + ", above it " + oldest + " in " + above + ": reads find the older version");
            }
            deletedBelow(top);
            oldest = sameKey ? Math.min(oldest, top.sequence()) : top.sequence();
            key = top.key();
            above = top.name;
            aboveRank = top.rank;
            if (top.next()) {
                queue.add(top);
            }
        }
    }

    private void deletedBelow(Position top) {
        for (Position below : positions.subList(top.rank + 1, positions.size())) {
            long hidden = below.deleted.isEmpty() ? 0 : below.deleted.hidesBelow(top.key());
            if (hidden > top.sequence()) {
                report(
                        top,
                        " in " + top.name + ", and a range deletion with " + hidden + " in " + below.name
                                + " covers it: reads show what was deleted");
            }
        }
    }

    private void report(Position where, String message) {
        faults.accept(Fault.of(
                Fault.Kind.LEVELS,
                Location.of(where.part().file(), "table"),
                where.key() + " has sequence number " + where.sequence() + message));
    }

    private void report(String conflict) {
        faults.accept(Fault.of(Fault.Kind.LEVELS, Location.of(database, "range deletions"), conflict));
    }

    /** Does {@code step}; false if the bytes do not let it. */
    private static boolean readable(Step step) {
        try {
            return step.run();
        } catch (StorageException e) {
            switch (e.kind()) {
                case CORRUPT, UNSUPPORTED, LIMIT_EXCEEDED, NOT_FOUND -> {
                    return false;
                }
                default -> throw e;
            }
        }
    }

    private interface Step {
        boolean run();
    }

    /** A place in one run, in the parts that are looked at. */
    private final class Position {

        private final String name;
        private final int rank;
        private final List<LevelPart> parts;
        private final DeletedRanges deleted;

        private int part = -1;
        private LevelPart.@Nullable Content open;
        private @Nullable InternalCursor cursor;
        private Bytes key = Bytes.EMPTY;
        private long sequence;

        Position(String name, int rank, List<LevelPart> parts, DeletedRanges deleted) {
            this.name = name;
            this.rank = rank;
            this.parts = parts;
            this.deleted = deleted;
        }

        Bytes key() {
            return key;
        }

        long sequence() {
            return sequence;
        }

        LevelPart part() {
            return parts.get(part);
        }

        /** One visible point on, whatever part it is in; false behind the last. */
        boolean next() {
            boolean moved = readable(() -> move(cursor, false));
            while (!moved && part + 1 < parts.size()) {
                close();
                part++;
                moved = readable(() -> move(enter(), true));
            }
            return moved;
        }

        private boolean move(@Nullable InternalCursor moving, boolean first) {
            if (moving == null) {
                return false;
            }
            boolean moved = first ? moving.first() : moving.next();
            while (moved && Trailer.sequence(moving.trailer()) > lastSequence) {
                moved = moving.next();
            }
            if (moved) {
                key = moving.userKey().copy();
                sequence = Trailer.sequence(moving.trailer());
            }
            return moved;
        }

        private InternalCursor enter() {
            LevelPart.Content content = part().open();
            open = content;
            InternalCursor entered = content.points();
            cursor = entered;
            return entered;
        }

        void close() {
            InternalCursor moving = cursor;
            LevelPart.Content content = open;
            cursor = null;
            open = null;
            if (moving != null) {
                moving.close();
            }
            if (content != null) {
                content.close();
            }
        }
    }
}
