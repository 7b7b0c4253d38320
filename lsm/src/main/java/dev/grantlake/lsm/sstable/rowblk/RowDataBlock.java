package dev.grantlake.lsm.sstable.rowblk;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.cursor.KeptBytes;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.block.DataBlockCursor;
import dev.grantlake.lsm.sstable.block.PointKinds;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * A position among the entries of a row data block. Format: {@code docs/formats/sstable.md}, "Row blocks". Keys are
 * internal keys; what else there is to know is in {@link RowPoints}.
 *
 * <p>Implementation note. A step forward decodes one entry. A step back needs the entries before it up to the restart:
 * they are decoded once for each interval and remembered in a {@link RowTrail}.
 */
public final class RowDataBlock implements DataBlockCursor {

    private final RowPoints points;
    private final RowBlock block = new RowBlock();
    private final RowWalk walk = new RowWalk(block);
    private final RowTrail trail = new RowTrail(block);

    /** For what is looked at aside from the present entry. */
    private final RowWalk probe = new RowWalk(block);

    private final RowEntry restartEntry = new RowEntry();
    private final ByteView userKey = new ByteView();
    private final KeptBytes passedKey = new KeptBytes();
    private final ByteView value = new ByteView();

    /** The entries shown are those at positions in {@code [from, to)}. */
    private int from;

    private int to;
    private boolean standing;

    /** A cursor over blocks of one table format. */
    public RowDataBlock(RowPoints points) {
        this.points = points;
    }

    @Override
    public void load(Bytes bytes, Location where) {
        unload();
        block.load(bytes, where);
        to = block.entriesEnd();
    }

    @Override
    public void unload() {
        from = 0;
        to = 0;
        standing = false;
        trail.clear();
    }

    @Override
    public void restrict(@Nullable Bytes smallest, @Nullable Bytes largest, boolean largestExclusive) {
        startMove();
        if (smallest != null) {
            from = Math.max(from, positionOf(smallest));
        }
        if (largest != null) {
            int behind = positionOf(largest);
            if (!largestExclusive && behind < block.entriesEnd()) {
                while (walk.compareUserKey(largest) == 0) {
                    behind = walk.entry().end();
                    if (!walk.next()) {
                        break;
                    }
                }
            }
            to = Math.min(to, behind);
        }
    }

    @Override
    public int compareFirst(Bytes other) {
        if (block.entriesEnd() == 0) {
            return 0;
        }
        probe.start(0);
        probe.next();
        return probe.compareUserKey(other);
    }

    @Override
    public int compareLast(Bytes other) {
        if (block.entriesEnd() == 0) {
            return 0;
        }
        probe.start(block.restarts() - 1);
        do {
            probe.next();
        } while (probe.entry().end() < block.entriesEnd());
        return probe.compareUserKey(other);
    }

    @Override
    public boolean first() {
        startMove();
        return from < to && standAt(from);
    }

    @Override
    public boolean last() {
        startMove();
        return from < to && standBefore(to);
    }

    @Override
    public boolean seekGe(Bytes key) {
        startMove();
        int position = positionOf(key);
        if (position < from) {
            return from < to && standAt(from);
        }
        return position < to && stand();
    }

    @Override
    public boolean seekLt(Bytes key) {
        startMove();
        int behind = Math.min(to, positionOf(key));
        return from < behind && standBefore(behind);
    }

    @Override
    public boolean next() {
        if (!standing) {
            return false;
        }
        startMove();
        return walk.entry().end() < to && walk.next() && stand();
    }

    @Override
    public boolean nextKey() {
        if (!standing) {
            return false;
        }
        passedKey.keep(userKey);
        do {
            if (!next()) {
                return false;
            }
        } while (passedKey.equalTo(userKey));
        return true;
    }

    @Override
    public boolean prev() {
        if (!standing) {
            return false;
        }
        standing = false;
        int position = walk.entry().position();
        if (position <= from) {
            return false;
        }
        if (trail.leadsBack()) {
            trail.stepBack(walk);
            return stand();
        }
        return standBefore(position);
    }

    @Override
    public boolean valid() {
        return standing;
    }

    @Override
    public ByteView userKey() {
        return userKey;
    }

    @Override
    public long trailer() {
        requireStanding();
        long trailer = points.trailer(walk.trailer());
        if (!PointKinds.has(trailer)) {
            throw block.corrupt(
                    walk.entry().position(), "the kind of a point", Integer.toString(Trailer.kindCode(walk.trailer())));
        }
        return trailer;
    }

    @Override
    public boolean isObsolete() {
        requireStanding();
        return points.isObsolete(walk.trailer());
    }

    @Override
    public ByteView value() {
        requireStanding();
        RowEntry entry = walk.entry();
        int prefix = hasPrefix() && !valueIsExternal() ? RowPoints.PREFIX_BYTES : 0;
        value.showStable(block.array(), block.index(entry.valueAt()) + prefix, entry.valueLength() - prefix);
        return value;
    }

    @Override
    public boolean valueIsExternal() {
        requireStanding();
        if (!hasPrefix()) {
            return false;
        }
        RowEntry entry = walk.entry();
        if (entry.valueLength() < RowPoints.PREFIX_BYTES) {
            throw block.corrupt(entry.position(), "the prefix byte of a value", "an empty value");
        }
        return RowPoints.isElsewhere(block.array()[block.index(entry.valueAt())]);
    }

    private boolean hasPrefix() {
        return points.valuePrefix() && Trailer.kindCode(points.trailer(walk.trailer())) == KeyKind.SET.code();
    }

    /**
     * Position of the first entry whose user key is at least {@code key}, on which {@code walk} then is, or the end.
     */
    private int positionOf(Bytes key) {
        int end = block.entriesEnd();
        if (end == 0) {
            return end;
        }
        walk.start(Math.max(0, firstRestartGe(key) - 1));
        while (walk.next()) {
            if (walk.compareUserKey(key) >= 0) {
                return walk.entry().position();
            }
        }
        return end;
    }

    private int firstRestartGe(Bytes key) {
        int low = 0;
        int high = block.restarts();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compareRestart(middle, key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Compares the first user key of an interval, which lies in one piece, with {@code key}. */
    private int compareRestart(int interval, Bytes key) {
        int position = block.restart(interval);
        restartEntry.read(block, position, block.intervalEnd(interval), 0);
        int length = restartEntry.unshared() - Long.BYTES;
        if (length < 0) {
            throw block.corrupt(position, "an internal key of at least 8 bytes", restartEntry.unshared() + " bytes");
        }
        int start = block.index(restartEntry.keyAt());
        return Arrays.compareUnsigned(
                block.array(), start, start + length, key.array(), key.offset(), key.offset() + key.length());
    }

    /** Moves to the entry at {@code position}, where one begins. */
    private boolean standAt(int position) {
        walk.start(block.intervalOf(position));
        do {
            walk.next();
        } while (walk.entry().position() < position);
        return stand();
    }

    /** Moves to the entry that ends at {@code end}, where one does. */
    private boolean standBefore(int end) {
        trail.clear();
        walk.start(block.intervalOf(end - 1));
        do {
            walk.next();
            trail.add(walk.entry());
        } while (walk.entry().end() < end);
        return stand();
    }

    private boolean stand() {
        userKey.showScratch(walk.keyBuffer(), 0, walk.userKeyLength());
        standing = true;
        return true;
    }

    private void startMove() {
        standing = false;
        trail.clear();
    }

    private void requireStanding() {
        if (!standing) {
            throw new StorageException(StorageException.Kind.FAILED_PRECONDITION, "the cursor stands on no entry");
        }
    }
}
