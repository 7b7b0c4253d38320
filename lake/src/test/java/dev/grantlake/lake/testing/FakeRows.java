package dev.grantlake.lake.testing;

import dev.grantlake.base.ByteView;
import dev.grantlake.lake.table.RowCursor;
import dev.grantlake.lake.table.Rows;

import java.util.Comparator;
import java.util.List;

/** Rows out of a list. */
public record FakeRows(List<FakeRow> rows) implements Rows {

    /** These rows, in key order. */
    public static FakeRows of(FakeRow... rows) {
        return of(List.of(rows));
    }

    /** These rows, in key order. */
    public static FakeRows of(List<FakeRow> rows) {
        return new FakeRows(
                rows.stream().sorted(Comparator.comparing(FakeRow::key)).toList());
    }

    @Override
    public int count() {
        return rows.size();
    }

    @Override
    public long maxSeq() {
        return rows.stream().mapToLong(FakeRow::seq).max().orElse(0);
    }

    @Override
    public long minSeq() {
        return rows.stream().mapToLong(FakeRow::seq).min().orElse(0);
    }

    @Override
    public RowCursor walk() {
        return new Walk(rows);
    }

    private static final class Walk implements RowCursor {

        private final List<FakeRow> rows;
        private int present = -1;

        Walk(List<FakeRow> rows) {
            this.rows = rows;
        }

        @Override
        public boolean next() {
            return ++present < rows.size();
        }

        @Override
        public ByteView key() {
            return view(rows.get(present).key().toArray());
        }

        @Override
        public ByteView value() {
            return view(rows.get(present).value().toArray());
        }

        @Override
        public boolean tombstone() {
            return rows.get(present).tombstone();
        }

        @Override
        public long seq() {
            return rows.get(present).seq();
        }

        private static ByteView view(byte[] bytes) {
            ByteView view = new ByteView();
            view.showStable(bytes, 0, bytes.length);
            return view;
        }
    }
}
