package dev.grantlake.lsm.cursor;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import org.jspecify.annotations.Nullable;

/**
 * A position in one run, one of the inputs of {@link MergingCursor}. It opens a table no earlier than its entries are
 * needed. Belongs to one thread.
 *
 * <p>Implementation note. Besides standing on an entry, the cursor can stand <em>at</em> a table that it has not
 * opened: before its first entry or behind its last. It then shows the table's bound instead of a key, which is enough
 * to order it among other runs; {@link #enter} opens the table once everything before the bound is done. So of the
 * tables of a run only those are opened that the merged position really reaches. The same bookkeeping makes the range
 * deletions of the table entered last the only ones that can matter: those of other tables lie within other bounds.
 */
final class RunCursor {

    /** Where the cursor stands; constants instead of an enum because every step asks for it. */
    private static final int NOWHERE = 0;

    private static final int ON_ENTRY = 1;
    private static final int BEFORE_TABLE = 2;
    private static final int BEHIND_TABLE = 3;

    private static final int NONE_OPEN = -1;

    private final TableRun<?> run;
    private final KeyRange range;
    private final int rank;
    private final ByteView bound = new ByteView();

    private int state = NOWHERE;
    /** The table of the position, unless the cursor stands nowhere. */
    private int index;

    private int openIndex = NONE_OPEN;
    private @Nullable InternalCursor open;
    private DeletedRanges deleted = DeletedRanges.NONE;
    private int deletedPosition;
    /** The last answer of {@link #hidesBelow}, which holds for keys that come up to {@link #answeredUntil}. */
    private long hiddenBelow;

    /** Null where the answer has to be worked out. */
    private @Nullable Bytes answeredUntil;

    private boolean forward;

    /**
     * A cursor that stands nowhere.
     *
     * @param run tables that overlap {@code range}
     * @param rank the run's place from newest to oldest
     */
    RunCursor(TableRun<?> run, KeyRange range, int rank) {
        this.run = run;
        this.range = range;
        this.rank = rank;
    }

    int rank() {
        return rank;
    }

    boolean nowhere() {
        return state == NOWHERE;
    }

    boolean onEntry() {
        return state == ON_ENTRY;
    }

    /** The user key of the entry, or the bound of the table that the cursor stands at. */
    ByteView key() {
        return state == ON_ENTRY ? entry().userKey() : bound;
    }

    /** Only on an entry. */
    long trailer() {
        return entry().trailer();
    }

    /** Only on an entry. */
    ByteView value() {
        return entry().value();
    }

    /** The table of the position. */
    TableSource table() {
        return run.table(index);
    }

    void toFirst() {
        turn(true);
        standBefore(0);
    }

    void toLast() {
        turn(false);
        standBehind(run.size() - 1);
    }

    /** Moves to the first entry whose user key is at least {@code key}, or before the table that may hold it. */
    void toGe(Bytes key) {
        turn(true);
        int target = run.firstReaching(key);
        if (target == run.size()
                || key.compareTo(run.table(target).bounds().smallest().userKey()) < 0) {
            standBefore(target);
            return;
        }
        openTable(target);
        settleForward(entry().seekGe(key));
    }

    /** Says that {@link #toGe} is about to be called with this key. */
    void prefetch(Bytes key) {
        TableSource table = run.find(key);
        if (table != null) {
            table.prefetch();
        }
    }

    /**
     * Says that the range is about to be read from its start on. Of several tables the first may begin far from there,
     * so it is left alone unless it holds the start.
     */
    void prefetchFirst() {
        Bytes from = range.from();
        TableSource table = run.table(0);
        if (run.size() == 1
                || (from != null && table.bounds().smallest().userKey().compareTo(from) <= 0)) {
            table.prefetch();
        }
    }

    /** Moves to the last entry whose user key is less than {@code key}, or behind the table that may hold it. */
    void toLt(Bytes key) {
        turn(false);
        int target = run.firstFrom(key) - 1;
        if (target < 0 || run.table(target).bounds().endsBefore(key)) {
            standBehind(target);
            return;
        }
        openTable(target);
        settleBackward(entry().seekLt(key));
    }

    /** One entry on, or to before the next table. Only on an entry. */
    void next() {
        settleForward(entry().next());
    }

    /** To the next entry of another user key, or to before the next table, which has none of it. Only on an entry. */
    void nextKey() {
        settleForward(entry().nextKey());
    }

    /** Whether the cursor stands behind a table that holds nothing at {@link #key()}, but at keys before it. */
    boolean keyExcluded() {
        return state == BEHIND_TABLE && run.table(index).bounds().largestExcluded();
    }

    /** One entry back, or to behind the previous table. Only on an entry. */
    void prev() {
        settleBackward(entry().prev());
    }

    /** Opens the table that the cursor stands at and moves onto its entry next to there, or on to the next table. */
    void enter() {
        boolean forward = state == BEFORE_TABLE;
        if (forward && openIndex == index - 1 && index + 1 < run.size()) {
            // Who has read one table to its end and goes on to the next is likely to want the one after that.
            run.table(index + 1).prefetch();
        }
        openTable(index);
        if (forward) {
            settleForward(entry().first());
        } else {
            settleBackward(entry().last());
        }
    }

    /** Moves to before the next table, wherever in its table the cursor stands. */
    void leaveForward() {
        standBefore(index + 1);
    }

    /** Moves to behind the previous table. */
    void leaveBackward() {
        standBehind(index - 1);
    }

    /** Whether the table entered last has range deletions. */
    boolean deletesRanges() {
        return !deleted.isEmpty();
    }

    /**
     * The sequence number below which the table entered last hides points at {@code userKey}, or 0. The answer is for
     * {@link #deletedUntil} and {@link #deletedSince} to go by. Between seeks keys are asked for in the order of moves.
     */
    long hidesBelow(ByteView userKey) {
        Bytes until = answeredUntil;
        if (until == null || userKey.compareWith(until) >= 0) {
            deletedPosition = deleted.startsUpTo(userKey, deletedPosition);
            boolean held = deleted.holds(deletedPosition, userKey);
            hiddenBelow = held ? deleted.hidesBelow(deletedPosition) : 0;
            answeredUntil = forward ? deleted.sameUntil(deletedPosition, held) : null;
        }
        return hiddenBelow;
    }

    /** Up to where everything of {@code sequence} and older is hidden, after {@link #hidesBelow} said so. */
    Bytes deletedUntil(long sequence) {
        return deleted.endOfStretch(deletedPosition, sequence);
    }

    /** From where on everything of {@code sequence} and older is hidden, after {@link #hidesBelow} said so. */
    Bytes deletedSince(long sequence) {
        return deleted.startOfStretch(deletedPosition, sequence);
    }

    void close() {
        state = NOWHERE;
        closeTable();
    }

    private void turn(boolean forward) {
        this.forward = forward;
        answeredUntil = null;
    }

    private void settleForward(boolean standing) {
        if (standing) {
            state = ON_ENTRY;
        } else {
            standBefore(index + 1);
        }
    }

    private void settleBackward(boolean standing) {
        if (standing) {
            state = ON_ENTRY;
        } else {
            standBehind(index - 1);
        }
    }

    private void standBefore(int table) {
        index = table;
        state = NOWHERE;
        if (table < run.size()) {
            Bytes smallest = run.table(table).bounds().smallest().userKey();
            bound.show(smallest);
            state = BEFORE_TABLE;
        }
    }

    private void standBehind(int table) {
        index = table;
        state = NOWHERE;
        if (table >= 0) {
            Bytes largest = run.table(table).bounds().largest().userKey();
            bound.show(largest);
            state = BEHIND_TABLE;
        }
    }

    private void openTable(int table) {
        index = table;
        state = NOWHERE;
        if (openIndex == table) {
            return;
        }
        closeTable();
        TableSource source = run.table(table);
        deleted = source.deletedRanges();
        open = source.points(range);
        openIndex = table;
    }

    private void closeTable() {
        InternalCursor closing = open;
        open = null;
        openIndex = NONE_OPEN;
        deleted = DeletedRanges.NONE;
        deletedPosition = 0;
        answeredUntil = null;
        if (closing != null) {
            closing.close();
        }
    }

    private InternalCursor entry() {
        InternalCursor cursor = open;
        if (cursor == null) {
            throw new IllegalStateException("no table is open");
        }
        return cursor;
    }
}
