package dev.grantlake.lsm.memtable;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.cursor.DeletedRanges;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.cursor.TableSource;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.Trailer;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.NavigableMap;

/**
 * A memtable as merged reads see it at one moment, in the place of a table that is newer than all others. Thread-safe;
 * its cursors are not.
 */
public final class MemtableView implements TableSource {

    private static final int ANY_KIND = 0xff;

    private final NavigableMap<InternalKey, Bytes> points;
    private final KeyBounds bounds;
    private final long smallestSequence;
    private final long largestSequence;
    private final DeletedRanges deletedRanges;
    private final long visibleBelow;

    MemtableView(
            NavigableMap<InternalKey, Bytes> points,
            KeyBounds bounds,
            long smallestSequence,
            long largestSequence,
            DeletedRanges deletedRanges,
            long visibleBelow) {
        this.points = points;
        this.bounds = bounds;
        this.smallestSequence = smallestSequence;
        this.largestSequence = largestSequence;
        this.deletedRanges = deletedRanges;
        this.visibleBelow = visibleBelow;
    }

    @Override
    public KeyBounds bounds() {
        return bounds;
    }

    @Override
    public long smallestSequence() {
        return smallestSequence;
    }

    @Override
    public long largestSequence() {
        return largestSequence;
    }

    @Override
    public InternalCursor points(KeyRange range) {
        return new MemtableCursor(points, range);
    }

    @Override
    public DeletedRanges deletedRanges() {
        return deletedRanges;
    }

    /** The newest visible version of a key, whatever its kind, or null. */
    public Map.@Nullable Entry<InternalKey, Bytes> find(Bytes userKey) {
        long newest = (visibleBelow - 1) << Byte.SIZE | ANY_KIND;
        Map.Entry<InternalKey, Bytes> entry = points.ceilingEntry(new InternalKey(userKey, newest));
        return entry != null && entry.getKey().userKey().equals(userKey) ? entry : null;
    }

    @Override
    public String toString() {
        return "memtable " + bounds + " sequences " + smallestSequence + " to " + largestSequence;
    }

    /** The trailer that sorts before all versions of a user key. */
    static long beforeAllVersions() {
        return Trailer.MAX_SEQUENCE << Byte.SIZE | ANY_KIND;
    }
}
