package dev.grantlake.lsm.cursor;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.Trailer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/**
 * A table as a plain list. Its cursors spoil what they showed as soon as they move, and the table counts how often it
 * was opened and how many cursors are open.
 */
class ModelTable implements TableSource {

    /** A point with its trailer. */
    record Point(Bytes key, long trailer, Bytes value) {

        Point(Bytes key, long sequence, KeyKind kind, Bytes value) {
            this(key, Trailer.of(sequence, kind), value);
        }

        InternalKey internalKey() {
            return new InternalKey(key, trailer);
        }
    }

    private final List<Point> points;
    private final List<RangeDeletion> deletions;
    private final KeyBounds bounds;
    private final long visibleBelow;
    private final AtomicInteger open = new AtomicInteger();
    private int timesOpened;

    ModelTable(List<Point> points, List<RangeDeletion> deletions, long visibleBelow) {
        this.points =
                points.stream().sorted(Comparator.comparing(Point::internalKey)).toList();
        this.deletions = List.copyOf(deletions);
        this.visibleBelow = visibleBelow;
        List<InternalKey> smallest = new ArrayList<>();
        List<InternalKey> largest = new ArrayList<>();
        if (!points.isEmpty()) {
            smallest.add(this.points.get(0).internalKey());
            largest.add(this.points.get(points.size() - 1).internalKey());
        }
        for (RangeDeletion deletion : deletions) {
            smallest.add(new InternalKey(deletion.start(), Trailer.of(deletion.sequence(), KeyKind.RANGE_DELETE)));
            largest.add(new InternalKey(deletion.end(), Trailer.of(Trailer.MAX_SEQUENCE, KeyKind.RANGE_DELETE)));
        }
        this.bounds = new KeyBounds(
                smallest.stream().min(Comparator.naturalOrder()).orElseThrow(),
                largest.stream().max(Comparator.naturalOrder()).orElseThrow());
    }

    boolean opened() {
        return timesOpened > 0;
    }

    void forgetOpened() {
        timesOpened = 0;
    }

    int openCursors() {
        return open.get();
    }

    @Override
    public KeyBounds bounds() {
        return bounds;
    }

    @Override
    public long smallestSequence() {
        return sequences().min().orElseThrow();
    }

    @Override
    public long largestSequence() {
        return sequences().max().orElseThrow();
    }

    @Override
    public InternalCursor points(KeyRange range) {
        timesOpened++;
        open.incrementAndGet();
        return new PointCursor(
                points.stream().filter(point -> range.contains(point.key)).toList());
    }

    @Override
    public DeletedRanges deletedRanges() {
        timesOpened++;
        return DeletedRanges.of(deletions, visibleBelow);
    }

    @Override
    public String toString() {
        return points + " " + deletions;
    }

    private LongStream sequences() {
        return LongStream.concat(
                points.stream().mapToLong(point -> Trailer.sequence(point.trailer)),
                deletions.stream().mapToLong(RangeDeletion::sequence));
    }

    private final class PointCursor implements InternalCursor {

        private final List<Point> shown;
        private final ByteView key = new ByteView();
        private final ByteView value = new ByteView();
        private int index = -1;
        private boolean closed;

        PointCursor(List<Point> shown) {
            this.shown = shown;
        }

        @Override
        public boolean first() {
            return move(0);
        }

        @Override
        public boolean last() {
            return move(shown.size() - 1);
        }

        @Override
        public boolean seekGe(Bytes userKey) {
            return move((int) shown.stream()
                    .filter(point -> point.key.compareTo(userKey) < 0)
                    .count());
        }

        @Override
        public boolean seekLt(Bytes userKey) {
            return move((int) shown.stream()
                            .filter(point -> point.key.compareTo(userKey) < 0)
                            .count()
                    - 1);
        }

        @Override
        public boolean next() {
            return valid() && move(index + 1);
        }

        @Override
        public boolean nextKey() {
            if (!valid()) {
                return false;
            }
            Bytes passed = shown.get(index).key;
            do {
                index++;
            } while (valid() && shown.get(index).key.equals(passed));
            return move(index);
        }

        @Override
        public boolean prev() {
            return valid() && move(index - 1);
        }

        @Override
        public boolean valid() {
            return index >= 0 && index < shown.size();
        }

        @Override
        public ByteView userKey() {
            return require(key);
        }

        @Override
        public long trailer() {
            require(key);
            return shown.get(index).trailer;
        }

        @Override
        public ByteView value() {
            return require(value);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open.decrementAndGet();
            }
        }

        private boolean move(int to) {
            if (closed) {
                throw new IllegalStateException("the cursor is closed");
            }
            Arrays.fill(key.array(), (byte) 0xee);
            Arrays.fill(value.array(), (byte) 0xee);
            index = to;
            if (valid()) {
                show(shown.get(index).key, key);
                show(shown.get(index).value, value);
            }
            return valid();
        }

        private void show(Bytes bytes, ByteView view) {
            byte[] scratch = bytes.toArray();
            view.showScratch(scratch, 0, scratch.length);
        }

        private ByteView require(ByteView view) {
            if (!valid() || closed) {
                throw new IllegalStateException("the cursor stands on no entry");
            }
            return view;
        }
    }
}
