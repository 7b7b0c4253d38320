package dev.grantlake.kv;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Several readers as one, of which each answers for some ranges of keys, with whatever else it may hold left out. The
 * readers stay their owners'. Thread-safe.
 */
public final class SplicedReader implements KeyValueReader {

    private record Segment(KeyRange range, KeyValueReader reader) {}

    private final List<Segment> segments;
    private volatile boolean closed;

    private SplicedReader(List<Segment> segments) {
        this.segments = List.copyOf(segments);
    }

    /** Puts a spliced reader together, range by range in the order of keys. Belongs to one thread. */
    public static final class Builder {

        private final List<Segment> segments = new ArrayList<>();
        private @Nullable Bytes end;

        /** Has {@code reader} answer for the keys from the end of the range before up to {@code to}. */
        public Builder upTo(Bytes to, KeyValueReader reader) {
            if (end != null && end.compareTo(to) > 0) {
                throw new IllegalArgumentException("a range up to " + to + " behind one up to " + end);
            }
            segments.add(new Segment(new KeyRange(end, to), reader));
            end = to;
            return this;
        }

        /** Has {@code reader} answer for all keys behind. */
        public SplicedReader rest(KeyValueReader reader) {
            segments.add(new Segment(new KeyRange(end, null), reader));
            return new SplicedReader(segments);
        }
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
        return readerOf(key).get(key);
    }

    @Override
    public void prefetch(Bytes key) {
        readerOf(key).prefetch(key);
    }

    private KeyValueReader readerOf(Bytes key) {
        requireOpen(closed, "store");
        int index = 0;
        while (!segments.get(index).range().contains(key)) {
            index++;
        }
        return segments.get(index).reader();
    }

    @Override
    public Cursor cursor(KeyRange range) {
        requireOpen(closed, "store");
        List<Segment> inside = new ArrayList<>();
        for (Segment segment : segments) {
            KeyRange common = intersection(segment.range(), range);
            if (!common.isEmpty()) {
                inside.add(new Segment(common, segment.reader()));
            }
        }
        return new SegmentCursor(inside);
    }

    private static KeyRange intersection(KeyRange a, KeyRange b) {
        Bytes from = a.from() == null || (b.from() != null && b.from().compareTo(a.from()) > 0) ? b.from() : a.from();
        Bytes to = a.to() == null || (b.to() != null && b.to().compareTo(a.to()) < 0) ? b.to() : a.to();
        return new KeyRange(from, to);
    }

    private static void requireOpen(boolean closed, String what) {
        if (closed) {
            throw new StorageException(StorageException.Kind.CLOSED, "the " + what + " is closed");
        }
    }

    /** Ends this view; the readers are their owners'. */
    @Override
    public void close() {
        closed = true;
    }

    /** A cursor in one of the segments; the others are opened when it gets there. */
    private static final class SegmentCursor implements Cursor {

        private static final ByteView NOTHING = new ByteView();

        private final List<Segment> segments;
        private final @Nullable Cursor[] opened;
        private int present = -1;
        private boolean closed;

        SegmentCursor(List<Segment> segments) {
            this.segments = segments;
            this.opened = new Cursor[segments.size()];
        }

        @Override
        public boolean first() {
            return firstFrom(0);
        }

        @Override
        public boolean last() {
            return lastFrom(segments.size() - 1);
        }

        @Override
        public boolean seekGe(Bytes key) {
            int index = 0;
            while (index < segments.size() && endsBefore(segments.get(index).range(), key)) {
                index++;
            }
            if (index < segments.size() && open(index).seekGe(key)) {
                return stand(index);
            }
            return firstFrom(index + 1);
        }

        private static boolean endsBefore(KeyRange range, Bytes key) {
            return range.to() != null && range.to().compareTo(key) <= 0;
        }

        @Override
        public boolean seekLt(Bytes key) {
            int index = segments.size() - 1;
            while (index >= 0 && startsBehind(segments.get(index).range(), key)) {
                index--;
            }
            if (index >= 0 && open(index).seekLt(key)) {
                return stand(index);
            }
            return lastFrom(index - 1);
        }

        private static boolean startsBehind(KeyRange range, Bytes key) {
            return range.from() != null && range.from().compareTo(key) >= 0;
        }

        @Override
        public boolean next() {
            if (present < 0) {
                return false;
            }
            return open(present).next() || firstFrom(present + 1);
        }

        @Override
        public boolean prev() {
            if (present < 0) {
                return false;
            }
            return open(present).prev() || lastFrom(present - 1);
        }

        private boolean firstFrom(int start) {
            requireOpen(closed, "cursor");
            for (int i = start; i < segments.size(); i++) {
                if (open(i).first()) {
                    return stand(i);
                }
            }
            present = -1;
            return false;
        }

        private boolean lastFrom(int start) {
            requireOpen(closed, "cursor");
            for (int i = start; i >= 0; i--) {
                if (open(i).last()) {
                    return stand(i);
                }
            }
            present = -1;
            return false;
        }

        private boolean stand(int index) {
            present = index;
            return true;
        }

        private Cursor open(int index) {
            requireOpen(closed, "cursor");
            Cursor cursor = opened[index];
            if (cursor == null) {
                Segment segment = segments.get(index);
                cursor = segment.reader().cursor(segment.range());
                opened[index] = cursor;
            }
            return cursor;
        }

        @Override
        public boolean valid() {
            return present >= 0;
        }

        @Override
        public ByteView key() {
            return present < 0 ? NOTHING : open(present).key();
        }

        @Override
        public ByteView value() {
            return present < 0 ? NOTHING : open(present).value();
        }

        @Override
        public void close() {
            closed = true;
            present = -1;
            for (int i = 0; i < opened.length; i++) {
                Cursor cursor = opened[i];
                opened[i] = null;
                if (cursor != null) {
                    cursor.close();
                }
            }
        }
    }
}
