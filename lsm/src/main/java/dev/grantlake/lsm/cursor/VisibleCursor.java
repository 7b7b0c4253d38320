package dev.grantlake.lsm.cursor;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;

import java.util.ArrayList;
import java.util.List;

/**
 * Keys and values as they are visible at one sequence number: of the versions of a key the newest one that counts, and
 * nothing of keys that are deleted. The last stage of reading; what it shows is what was put. Belongs to one thread.
 *
 * <p>Implementation note. Going forward, the merged entries stand on the very version that is shown, so nothing is
 * copied, and they themselves tell where the next key begins. Going back, versions come oldest first, so key and value
 * are kept until the key changes. Turning around is a seek.
 */
public final class VisibleCursor implements Cursor {

    /** Where the merged entries stand in relation to the key that is shown. */
    private enum Standing {
        /** No key is shown. */
        NOWHERE,
        /** On the version that is shown, going forward. */
        AT,
        /** Behind all versions of the key, going forward; key and value are kept. */
        AHEAD,
        /** Before all versions of the key, going back; key and value are kept. */
        BEHIND,
        CLOSED
    }

    private static final int SET = KeyKind.SET.code();
    private static final int SET_WITH_DELETE = KeyKind.SET_WITH_DELETE.code();
    private static final int MERGE = KeyKind.MERGE.code();
    private static final int DELETE = KeyKind.DELETE.code();
    private static final int SINGLE_DELETE = KeyKind.SINGLE_DELETE.code();
    private static final int DELETE_SIZED = KeyKind.DELETE_SIZED.code();

    private final MergingCursor entries;
    private final KeyRange range;
    private final long visibleBelow;
    private final ReadRules rules;
    private final Runnable onClose;

    private final KeptBytes key = new KeptBytes();
    private final KeptBytes value = new KeptBytes();
    private final List<Bytes> operands = new ArrayList<>();
    private int operandBytes;
    private Standing standing = Standing.NOWHERE;

    /**
     * A cursor that stands nowhere.
     *
     * @param runs the tables to read, newest run first
     * @param visibleBelow versions with this or a greater sequence number are not seen
     * @param onClose called once, when the cursor has been closed
     */
    public VisibleCursor(
            List<? extends TableRun<?>> runs, KeyRange range, long visibleBelow, ReadRules rules, Runnable onClose) {
        this.entries = new MergingCursor(range.isEmpty() ? List.of() : runs, range);
        this.range = range;
        this.visibleBelow = visibleBelow;
        this.rules = rules;
        this.onClose = onClose;
    }

    @Override
    public boolean first() {
        startMove();
        entries.first();
        return findForward();
    }

    @Override
    public boolean last() {
        startMove();
        entries.last();
        return findBackward();
    }

    @Override
    public boolean seekGe(Bytes sought) {
        startMove();
        Bytes target = range.startAt(sought);
        if (range.to() != null && target.compareTo(range.to()) >= 0) {
            return false;
        }
        entries.seekGe(target);
        return findForward();
    }

    @Override
    public boolean seekLt(Bytes sought) {
        startMove();
        Bytes target = range.endAt(sought);
        if (range.from() != null && target.compareTo(range.from()) <= 0) {
            return false;
        }
        entries.seekLt(target);
        return findBackward();
    }

    @Override
    public boolean next() {
        switch (standing) {
            case AT -> {
                standing = Standing.NOWHERE;
                entries.nextKey();
            }
            case AHEAD -> standing = Standing.NOWHERE;
            case BEHIND -> {
                standing = Standing.NOWHERE;
                entries.seekGe(key.view().copy());
                skipVersionsForward();
            }
            case NOWHERE -> {
                return false;
            }
            case CLOSED -> throw closed();
        }
        return findForward();
    }

    @Override
    public boolean prev() {
        switch (standing) {
            case AT -> {
                standing = Standing.NOWHERE;
                entries.seekLt(entries.userKey().copy());
            }
            case AHEAD -> {
                standing = Standing.NOWHERE;
                entries.seekLt(key.view().copy());
            }
            case BEHIND -> standing = Standing.NOWHERE;
            case NOWHERE -> {
                return false;
            }
            case CLOSED -> throw closed();
        }
        return findBackward();
    }

    @Override
    public boolean valid() {
        return standing == Standing.AT || standing == Standing.AHEAD || standing == Standing.BEHIND;
    }

    @Override
    public ByteView key() {
        return standing == Standing.AT ? entries.userKey() : kept(key);
    }

    @Override
    public ByteView value() {
        return standing == Standing.AT ? entries.value() : kept(value);
    }

    @Override
    public void close() {
        if (standing == Standing.CLOSED) {
            return;
        }
        standing = Standing.CLOSED;
        try {
            entries.close();
        } finally {
            onClose.run();
        }
    }

    /** From the newest version of a key, or any other place: on to the first key with a visible value. */
    private boolean findForward() {
        while (entries.valid()) {
            long trailer = entries.trailer();
            int kind = Trailer.kindCode(trailer);
            if (Trailer.sequence(trailer) >= visibleBelow) {
                entries.next();
            } else if (kind == SET || kind == SET_WITH_DELETE) {
                standing = Standing.AT;
                return true;
            } else if (kind == MERGE) {
                mergeForward();
                standing = Standing.AHEAD;
                return true;
            } else {
                requireDeletion(kind);
                entries.nextKey();
            }
        }
        return false;
    }

    private void mergeForward() {
        key.keep(entries.userKey());
        operands.clear();
        operandBytes = 0;
        int kind = MERGE;
        while (kind == MERGE) {
            addOperand();
            entries.next();
            kind = entries.isOn(key) ? Trailer.kindCode(entries.trailer()) : -1;
        }
        if (kind == SET || kind == SET_WITH_DELETE) {
            addOperand();
        } else if (kind >= 0) {
            requireDeletion(kind);
        }
        skipVersionsForward();
        value.keep(joined(false));
    }

    private void skipVersionsForward() {
        while (entries.isOn(key)) {
            entries.next();
        }
    }

    /** From the oldest version of a key: back to the first key with a visible value. */
    private boolean findBackward() {
        while (entries.valid()) {
            key.keep(entries.userKey());
            operands.clear();
            operandBytes = 0;
            boolean present = false;
            boolean merged = false;
            do {
                long trailer = entries.trailer();
                if (Trailer.sequence(trailer) < visibleBelow) {
                    int kind = Trailer.kindCode(trailer);
                    merged = kind == MERGE;
                    present = merged || kind == SET || kind == SET_WITH_DELETE;
                    if (!merged) {
                        operands.clear();
                        operandBytes = 0;
                    }
                    if (present) {
                        addOperand();
                    } else {
                        requireDeletion(kind);
                    }
                }
                entries.prev();
            } while (entries.isOn(key));
            if (present) {
                value.keep(merged ? joined(true) : operands.get(0));
                standing = Standing.BEHIND;
                return true;
            }
        }
        return false;
    }

    private void addOperand() {
        Bytes operand = entries.value().retain();
        if (operand.length() > rules.maxMergedBytes() - operandBytes && !operands.isEmpty()) {
            throw StorageException.limit(
                    rules.where(),
                    "merge operands that join to more than " + rules.maxMergedBytes() + " bytes, at key " + key.view());
        }
        operands.add(operand);
        operandBytes += operand.length();
    }

    /**
     * All operands in one. Neighbours are joined first, and then what comes of that, so that no byte is copied more
     * often than the logarithm of their number.
     */
    private Bytes joined(boolean oldestFirst) {
        List<Bytes> round = operands;
        Bytes userKey = key.view().copy();
        while (round.size() > 1) {
            List<Bytes> joined = new ArrayList<>((round.size() + 1) / 2);
            for (int i = 0; i < round.size(); i += 2) {
                joined.add(
                        i + 1 == round.size()
                                ? round.get(i)
                                : joined(userKey, round.get(i), round.get(i + 1), oldestFirst));
            }
            round = joined;
        }
        return round.get(0);
    }

    private Bytes joined(Bytes userKey, Bytes first, Bytes second, boolean oldestFirst) {
        Bytes older = oldestFirst ? first : second;
        return rules.merger().merge(userKey, older, oldestFirst ? second : first);
    }

    private void requireDeletion(int kind) {
        if (kind != DELETE && kind != SINGLE_DELETE && kind != DELETE_SIZED) {
            throw StorageException.corrupt(
                    rules.where(), "an entry that puts, merges or deletes", "one of kind " + kind);
        }
    }

    private ByteView kept(KeptBytes bytes) {
        if (!valid()) {
            throw new StorageException(
                    StorageException.Kind.FAILED_PRECONDITION, rules.where(), "the cursor stands on no entry", null);
        }
        return bytes.view();
    }

    private void startMove() {
        if (standing == Standing.CLOSED) {
            throw closed();
        }
        standing = Standing.NOWHERE;
    }

    private StorageException closed() {
        return new StorageException(StorageException.Kind.CLOSED, rules.where(), "the cursor is closed", null);
    }
}
