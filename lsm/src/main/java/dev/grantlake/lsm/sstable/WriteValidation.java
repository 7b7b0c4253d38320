package dev.grantlake.lsm.sstable;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.ByteReader;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.RangeKey;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.block.PendingPoint;
import dev.grantlake.lsm.sstable.block.Span;
import dev.grantlake.vfs.FileSink;
import dev.grantlake.vfs.MemoryVfs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Keeps what a writer is given and what it writes, and holds the finished table against it by reading it back. Belongs
 * to one thread.
 */
final class WriteValidation implements FileSink {

    private static final String COPY = "copy.sst";

    private final FileSink target;
    private final ByteSink copy = new ByteSink();
    private final ByteSink points = new ByteSink();
    private final List<RangeDeletion> rangeDeletions = new ArrayList<>();
    private final List<RangeKey> rangeKeys = new ArrayList<>();
    private long pointCount;
    private long deletions;
    private long merges;
    private long smallestSequence = Long.MAX_VALUE;
    private long largestSequence;

    WriteValidation(FileSink target) {
        this.target = target;
    }

    void point(PendingPoint point) {
        points.writeVarint(point.keyLength).writeBytes(point.key, point.keyOffset, point.keyLength);
        points.writeLongLe(point.trailer);
        points.writeVarint(point.valueLength).writeBytes(point.value, point.valueOffset, point.valueLength);
        pointCount++;
        int kind = Trailer.kindCode(point.trailer);
        deletions += LastPoint.isDeletion(kind) ? 1 : 0;
        merges += kind == KeyKind.MERGE.code() ? 1 : 0;
        sequence(point.trailer);
    }

    void keyspan(Span key) {
        long sequence = Trailer.sequence(key.trailer());
        KeyKind kind = KeyKind.ofCode(Trailer.kindCode(key.trailer()));
        if (kind == null || kind == KeyKind.RANGE_DELETE) {
            rangeDeletions.add(new RangeDeletion(key.start(), key.end(), sequence));
        } else {
            rangeKeys.add(new RangeKey(key.start(), key.end(), sequence, kind, key.suffix(), key.value()));
        }
        sequence(key.trailer());
    }

    /**
     * Reads the table back.
     *
     * @throws StorageException of kind {@code CORRUPT} if it differs from what was given in anything
     */
    void require(WrittenTable written) {
        try (MemoryVfs folder = new MemoryVfs(description()).put(COPY, copy.toBytes());
                Sstable table = Sstable.open(
                        folder.open(COPY), new SstableOptions(new BufferCache(1 << 20), new ReadMetrics()))) {
            require("size", copy.size(), written.size());
            requirePoints(table);
            require("range deletions", rangeDeletions, table.rangeDeletions(TableView.WHOLE));
            require("range keys", rangeKeys, table.rangeKeys());
            requireProperties(table.properties(), written.properties());
            requireBounds(written);
        }
    }

    private void requirePoints(Sstable table) {
        ByteReader expected = new ByteReader(points.toBytes(), Location.of(description(), "points"));
        try (InternalCursor cursor = table.points(TableView.WHOLE)) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                if (expected.atEnd()) {
                    throw differs("the end of the points", cursor.userKey().toString());
                }
                Bytes key = expected.readLengthPrefixed("a length");
                InternalKey found = new InternalKey(cursor.userKey().copy(), cursor.trailer());
                require("point", new InternalKey(key, expected.readLongLe()), found);
                require(
                        "value of " + found,
                        expected.readLengthPrefixed("a length"),
                        cursor.value().retain());
                require("filter of " + found, true, table.mayContain(found.userKey()));
            }
        }
        if (!expected.atEnd()) {
            throw differs("more points", "the end of the points");
        }
    }

    private void requireProperties(TableProperties stored, TableProperties written) {
        for (Property property : Property.values()) {
            require(property.toString(), written.text(property), stored.text(property));
            require(property.toString(), written.number(property), stored.number(property));
        }
        require("other properties", written.others(), stored.others());
        require("entries", pointCount + rangeDeletions.size(), stored.number(Property.ENTRIES));
        require("deletions", deletions + rangeDeletions.size(), stored.number(Property.DELETIONS));
        require("range deletions", (long) rangeDeletions.size(), stored.number(Property.RANGE_DELETIONS));
        require("merge operands", merges, stored.number(Property.MERGE_OPERANDS));
    }

    private void requireBounds(WrittenTable written) {
        KeyBounds bounds = null;
        ByteReader reader = new ByteReader(points.toBytes(), Location.of(description(), "points"));
        InternalKey first = null;
        InternalKey last = null;
        while (!reader.atEnd()) {
            last = new InternalKey(reader.readLengthPrefixed("a length"), reader.readLongLe());
            first = first == null ? last : first;
            reader.readLengthPrefixed("a length");
        }
        if (first != null && last != null) {
            bounds = new KeyBounds(first, last);
        }
        for (RangeDeletion deletion : rangeDeletions) {
            KeyBounds own = bounds(deletion.start(), deletion.end(), deletion.sequence(), KeyKind.RANGE_DELETE);
            bounds = bounds == null ? own : bounds.and(own);
        }
        require("bounds of points", String.valueOf(bounds), String.valueOf(written.points()));
        KeyBounds ranges = null;
        for (RangeKey key : rangeKeys) {
            KeyBounds own = bounds(key.start(), key.end(), key.sequence(), key.kind());
            ranges = ranges == null ? own : new KeyBounds(ranges.smallest(), own.largest());
        }
        require("bounds of range keys", String.valueOf(ranges), String.valueOf(written.rangeKeys()));
        require("smallest sequence", Math.min(smallestSequence, largestSequence), written.smallestSequence());
        require("largest sequence", largestSequence, written.largestSequence());
    }

    private static KeyBounds bounds(Bytes start, Bytes end, long sequence, KeyKind kind) {
        return new KeyBounds(
                new InternalKey(start, Trailer.of(sequence, kind)),
                new InternalKey(end, Trailer.of(Trailer.MAX_SEQUENCE, kind)));
    }

    private void sequence(long trailer) {
        smallestSequence = Math.min(smallestSequence, Trailer.sequence(trailer));
        largestSequence = Math.max(largestSequence, Trailer.sequence(trailer));
    }

    private void require(String what, long expected, long found) {
        require(what, (Object) expected, found);
    }

    private void require(String what, @Nullable Object expected, @Nullable Object found) {
        if (!Objects.equals(expected, found)) {
            throw differs(what + " " + expected, String.valueOf(found));
        }
    }

    private StorageException differs(String expected, String found) {
        return StorageException.corrupt(Location.of(description(), "table just written"), expected, found);
    }

    @Override
    public String description() {
        return target.description();
    }

    @Override
    public long size() {
        return target.size();
    }

    @Override
    public void write(byte[] array, int offset, int length) {
        target.write(array, offset, length);
        copy.writeBytes(array, offset, length);
    }

    @Override
    public void finish() {
        target.finish();
    }

    @Override
    public void close() {
        target.close();
    }
}
