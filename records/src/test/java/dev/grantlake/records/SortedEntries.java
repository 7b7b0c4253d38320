package dev.grantlake.records;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Keys and values in memory, made for tests. Its cursors show keys in one buffer that the next move overwrites, and
 * count how many are open, so whoever keeps a borrowed key or forgets a cursor is found out.
 */
public final class SortedEntries implements KeyValueReader {

    private final TreeMap<Bytes, Bytes> entries = new TreeMap<>();
    private int openCursors;
    private long moves;
    private boolean closed;

    public SortedEntries put(Bytes key, Bytes value) {
        entries.put(key, value);
        return this;
    }

    public SortedEntries remove(Bytes key) {
        entries.remove(key);
        return this;
    }

    public NavigableMap<Bytes, Bytes> entries() {
        return entries;
    }

    public SortedEntries copy() {
        SortedEntries copy = new SortedEntries();
        copy.entries.putAll(entries);
        return copy;
    }

    public int openCursors() {
        return openCursors;
    }

    /** How many entries cursors have shown and gets have fetched. */
    public long moves() {
        return moves;
    }

    public boolean closed() {
        return closed;
    }

    @Override
    public @Nullable Bytes get(Bytes key) {
        moves++;
        return entries.get(key);
    }

    @Override
    public Cursor cursor(KeyRange range) {
        List<Map.Entry<Bytes, Bytes>> inside = new ArrayList<>();
        for (Map.Entry<Bytes, Bytes> entry :
                (range.from() == null ? entries : entries.tailMap(range.from(), true)).entrySet()) {
            if (range.to() != null && entry.getKey().compareTo(range.to()) >= 0) {
                break;
            }
            inside.add(entry);
        }
        openCursors++;
        return new ListCursor(inside);
    }

    @Override
    public void close() {
        closed = true;
    }

    private final class ListCursor implements Cursor {

        private final List<Map.Entry<Bytes, Bytes>> list;
        private final ByteView key = new ByteView();
        private final ByteView value = new ByteView();
        private byte[] scratch = new byte[0];
        private int index = -1;
        private boolean closed;

        ListCursor(List<Map.Entry<Bytes, Bytes>> list) {
            this.list = list;
        }

        private boolean show(int next) {
            java.util.Arrays.fill(scratch, (byte) 0xee);
            index = next < 0 || next >= list.size() ? -1 : next;
            if (index < 0) {
                return false;
            }
            moves++;
            Bytes k = list.get(index).getKey();
            if (scratch.length < k.length()) {
                scratch = new byte[k.length() * 2];
            }
            System.arraycopy(k.array(), k.offset(), scratch, 0, k.length());
            key.showScratch(scratch, 0, k.length());
            Bytes v = list.get(index).getValue();
            value.show(v);
            return true;
        }

        @Override
        public boolean first() {
            return show(0);
        }

        @Override
        public boolean last() {
            return show(list.size() - 1);
        }

        @Override
        public boolean seekGe(Bytes target) {
            int i = 0;
            while (i < list.size() && list.get(i).getKey().compareTo(target) < 0) {
                i++;
            }
            return show(i);
        }

        @Override
        public boolean seekLt(Bytes target) {
            int i = list.size() - 1;
            while (i >= 0 && list.get(i).getKey().compareTo(target) >= 0) {
                i--;
            }
            return show(i);
        }

        @Override
        public boolean next() {
            return index >= 0 && show(index + 1);
        }

        @Override
        public boolean prev() {
            return index >= 0 && show(index - 1);
        }

        @Override
        public boolean valid() {
            return index >= 0;
        }

        @Override
        public ByteView key() {
            return key;
        }

        @Override
        public ByteView value() {
            return value;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                openCursors--;
            }
        }
    }
}
