package dev.grantlake.lsm.compaction;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.Merger;
import dev.grantlake.lsm.cursor.KeptBytes;
import dev.grantlake.lsm.cursor.MergingCursor;
import dev.grantlake.lsm.cursor.TableRun;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;

import java.util.List;

/**
 * What is left of every user key when its versions are put together: one entry that reads the same, on top of whatever
 * lies below, or none. Nothing older is needed by anybody, since snapshots keep the tables that they see. Belongs to
 * one thread.
 *
 * <ul>
 *   <li>A set stands for all that is older. Over a deletion it says so ({@code SET_WITH_DELETE}), because a later
 *       {@code SINGLE_DELETE} that meets it must not take the set for the only one.
 *   <li>Merge operands become one, together with the set below them if it is there; otherwise the rest may lie in older
 *       tables, and it stays an operand.
 *   <li>A deletion is left out where no older data lies. A {@code SINGLE_DELETE} that meets one plain set and nothing
 *       else goes away with it; one that meets anything else counts as a {@code DELETE}, so that wrong use never brings
 *       back an old value. A {@code DELETE_SIZED} that meets anything has nothing to announce any more.
 *   <li>Where no older data lies at all, entries get sequence number 0: older than everything that is to come.
 * </ul>
 */
final class NewestVersions implements AutoCloseable {

    /** How often a rewrite asks whether it may go on, in bytes read. */
    private static final long BYTES_A_STEP = 256 << 10;

    private static final int SET = KeyKind.SET.code();
    private static final int SET_WITH_DELETE = KeyKind.SET_WITH_DELETE.code();
    private static final int MERGE = KeyKind.MERGE.code();
    private static final int DELETE = KeyKind.DELETE.code();
    private static final int SINGLE_DELETE = KeyKind.SINGLE_DELETE.code();
    private static final int DELETE_SIZED = KeyKind.DELETE_SIZED.code();

    private final MergingCursor entries;
    private final OccupiedRanges older;
    private final boolean zeroed;
    private final Merger merger;
    private final long mostJoinedBytes;
    private final Pace pace;

    private final KeptBytes key = new KeptBytes();
    private final KeptBytes value = new KeptBytes();
    private final MergeOperands operands = new MergeOperands();
    private long trailer;
    private boolean onNewKey;
    /** Whether operands of the present key remain. */
    private boolean partial;

    private long unspentBytes;

    // What the versions were that were passed over last.
    private int passed;
    private boolean passedDeletion;
    private boolean passedOnlySet;

    /**
     * Stands before the first entry.
     *
     * @param mostJoinedBytes operands that come to more stay apart
     */
    NewestVersions(
            List<? extends TableRun<?>> runs, OccupiedRanges older, Merger merger, long mostJoinedBytes, Pace pace) {
        this.entries = new MergingCursor(runs, KeyRange.ALL);
        this.older = older;
        this.zeroed = older.isEmpty();
        this.merger = merger;
        this.mostJoinedBytes = mostJoinedBytes;
        this.pace = pace;
        entries.first();
    }

    /**
     * Moves to the next entry that is kept. It usually has another user key than the one before; only operands that
     * come to too much leave several.
     */
    boolean next() {
        onNewKey = !partial;
        partial = false;
        while (entries.valid()) {
            long newest = entries.trailer();
            int kind = Trailer.kindCode(newest);
            key.keep(entries.userKey());
            if (kind == SET || kind == SET_WITH_DELETE) {
                value.keep(entries.value());
                pass();
                trailer = set(newest, kind == SET_WITH_DELETE);
                return true;
            }
            if (kind == MERGE) {
                merge(newest);
                return true;
            }
            requireDeletion(kind);
            value.keep(entries.value());
            pass();
            if (keepDeletion(newest, kind)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the entry has another user key than the one before. */
    boolean onNewKey() {
        return onNewKey;
    }

    ByteView key() {
        return key.view();
    }

    long trailer() {
        return trailer;
    }

    ByteView value() {
        return value.view();
    }

    @Override
    public void close() {
        entries.close();
    }

    private long set(long newest, boolean overDeletion) {
        if (zeroed) {
            return Trailer.of(0, KeyKind.SET);
        }
        boolean marked = overDeletion || passedDeletion;
        return Trailer.of(Trailer.sequence(newest), marked ? KeyKind.SET_WITH_DELETE : KeyKind.SET);
    }

    private void merge(long newest) {
        operands.clear();
        operands.add(entries.value());
        step();
        trailer = newest;
        boolean ended = false;
        while (!ended && entries.isOn(key)) {
            int kind = Trailer.kindCode(entries.trailer());
            boolean joins = kind == MERGE || kind == SET || kind == SET_WITH_DELETE;
            if (joins && operands.bytes() + entries.value().length() > mostJoinedBytes) {
                partial = true;
                break;
            }
            if (joins) {
                operands.add(entries.value());
            } else {
                requireDeletion(kind);
            }
            if (kind == MERGE) {
                step();
            } else {
                pass();
                trailer = set(newest, kind != SET);
                ended = true;
            }
        }
        if (zeroed && !partial) {
            trailer = Trailer.of(0, KeyKind.SET);
        }
        value.keep(operands.join(key.view().copy(), merger));
    }

    private boolean keepDeletion(long newest, int kind) {
        if (zeroed || !older.mayHold(key.view().copy())) {
            return false;
        }
        if (kind == SINGLE_DELETE && passedOnlySet) {
            return false;
        }
        boolean met = passed > 0;
        trailer = met ? Trailer.of(Trailer.sequence(newest), KeyKind.DELETE) : newest;
        if (met) {
            value.keep(Bytes.EMPTY);
        }
        return true;
    }

    /** From the entry that decides to the first of another key. */
    private void pass() {
        passed = 0;
        passedDeletion = false;
        passedOnlySet = false;
        step();
        while (entries.isOn(key)) {
            int kind = Trailer.kindCode(entries.trailer());
            passedOnlySet = passed == 0 && kind == SET;
            passedDeletion |= kind != SET && kind != MERGE;
            passed++;
            step();
        }
    }

    private void step() {
        unspentBytes += entries.userKey().length() + entries.value().length();
        if (unspentBytes >= BYTES_A_STEP) {
            long bytes = unspentBytes;
            unspentBytes = 0;
            pace.spend(bytes);
        }
        entries.next();
    }

    private void requireDeletion(int kind) {
        if (kind != DELETE && kind != SINGLE_DELETE && kind != DELETE_SIZED) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    "expected an entry that puts, merges or deletes, found one of kind " + kind + " at key "
                            + key.view());
        }
    }
}
