package dev.grantlake.lsm.inspect;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.manifest.TableMetadata;
import org.jspecify.annotations.Nullable;

/** What a virtual table shows of its file, added up while the file is walked. Belongs to one thread. */
final class ShownTable {

    private final TableMetadata table;
    private long entries;
    private long smallestSequence = Trailer.MAX_SEQUENCE;
    private long largestSequence;

    ShownTable(TableMetadata table) {
        this.table = table;
    }

    TableMetadata table() {
        return table;
    }

    boolean isEmpty() {
        return entries == 0;
    }

    long smallestSequence() {
        return smallestSequence;
    }

    long largestSequence() {
        return largestSequence;
    }

    void add(long sequence) {
        entries++;
        smallestSequence = Math.min(smallestSequence, sequence);
        largestSequence = Math.max(largestSequence, sequence);
    }

    /** Whether a point that is shown may be at {@code userKey} or before. */
    boolean startsBy(ByteView userKey) {
        return userKey.compareWith(table.bounds().smallest().userKey()) >= 0;
    }

    /** Whether no point is shown from {@code userKey} on. */
    boolean endsBefore(ByteView userKey) {
        KeyBounds bounds = table.bounds();
        int order = userKey.compareWith(bounds.largest().userKey());
        return order > 0 || (order == 0 && bounds.largestExcluded());
    }

    boolean showsPoint(ByteView userKey) {
        KeyBounds points = table.points();
        if (points == null || userKey.compareWith(points.smallest().userKey()) < 0) {
            return false;
        }
        int order = userKey.compareWith(points.largest().userKey());
        return order < 0 || (order == 0 && !points.largestExcluded());
    }

    /** Whether a part of a range deletion over these keys is shown. */
    boolean showsDeletion(Bytes start, Bytes end) {
        return overlap(table.points(), start, end);
    }

    /** Whether a part of a range key over these keys is shown. */
    boolean showsRangeKey(Bytes start, Bytes end) {
        return overlap(table.rangeKeys(), start, end);
    }

    private static boolean overlap(@Nullable KeyBounds bounds, Bytes start, Bytes end) {
        return bounds != null
                && !bounds.endsBefore(start)
                && bounds.smallest().userKey().compareTo(end) < 0;
    }
}
