package dev.grantlake.lsm.sstable.colblk;

import dev.grantlake.base.AnnotatedDump;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.base.Location;
import dev.grantlake.lsm.sstable.block.Printable;
import dev.grantlake.lsm.sstable.block.ValueText;

import java.util.StringJoiner;
import java.util.function.IntFunction;

/** Explains every byte of a columnar block. Belongs to one thread. */
public final class ColumnarBlockDump {

    private static final String TRAILER = "trailer";
    private static final int MAX_LISTED = 16;

    private final ColumnarBlock block = new ColumnarBlock();
    private final ColumnarLayout layout;
    private final ValueText valueText;
    private final AnnotatedDump dump;

    private ColumnarBlockDump(ColumnarLayout layout, ValueText valueText, AnnotatedDump dump) {
        this.layout = layout;
        this.valueText = valueText;
        this.dump = dump;
    }

    /**
     * Explains a block.
     *
     * @param bytes the decoded block, which must also be the innermost region of {@code dump}, nothing of it explained
     * @param where the block's place in its table
     * @param valueText what the values of a {@link ColumnarLayout#KEY_VALUE} block mean
     * @throws dev.grantlake.base.StorageException of kind {@code CORRUPT} at the first thing that is wrong; what comes
     *     before it has been explained then
     */
    public static void annotate(
            Bytes bytes, Location where, ColumnarLayout layout, ValueText valueText, AnnotatedDump dump) {
        ColumnarBlockDump self = new ColumnarBlockDump(layout, valueText, dump);
        self.block.load(bytes, where, layout);
        self.header();
        for (int i = 0; i < layout.columns().size() && !dump.full(); i++) {
            dump.begin(layout.columns().get(i).name());
            try {
                self.column(i);
            } finally {
                dump.end();
            }
        }
        if (!dump.full()) {
            dump.item(1, "padding");
        }
    }

    private void header() {
        if (layout.customHeaderBytes() > 0) {
            dump.item(
                    layout.customHeaderBytes(),
                    layout.customHeader() + " " + Integer.toUnsignedString(block.customHeader()));
        }
        dump.item(1, "version " + ColumnarBlock.VERSION);
        dump.item(2, layout.columns().size() + " columns");
        dump.item(4, block.rows() + " rows");
        for (int i = 0; i < layout.columns().size(); i++) {
            ColumnarLayout.Column column = layout.columns().get(i);
            dump.item(5, "column " + i + ": " + column.name() + ", " + column.type() + " at " + block.pageStart(i));
        }
    }

    private void column(int column) {
        int rows = layout.rows(block, column);
        if (rows < 0 || rows > block.length()) {
            throw block.corrupt("at most as many rows as bytes", Integer.toUnsignedString(rows));
        }
        switch (layout.columns().get(column).type()) {
            case UINT -> integers(column, rows);
            case BYTES -> byteStrings(column, rows);
            case BOOL -> bits(column, rows);
            case PREFIX_BYTES -> keys(column, rows);
        }
    }

    private void integers(int column, int rows) {
        UintColumn values = new UintColumn(block, column);
        values.load(rows);
        if (rows == 0) {
            dump.note("no rows");
            return;
        }
        boolean trailers = layout.columns().get(column).name().equals(TRAILER);
        IntFunction<String> text =
                row -> trailers ? Printable.ofTrailer(values.at(row)) : Long.toUnsignedString(values.at(row));
        int width = encoding();
        if (width == 0) {
            dump.note("all rows: " + text.apply(0));
            return;
        }
        for (int row = 0; row < rows && !dump.full(); row++) {
            dump.item(width, "row " + row + ": " + text.apply(row));
        }
    }

    private void byteStrings(int column, int rows) {
        BytesColumn values = new BytesColumn(block, column);
        values.load(rows);
        if (rows == 0) {
            dump.note("no rows");
            return;
        }
        UintColumn offsets = new UintColumn(block, column);
        offsets.loadOffsets(block.pageStart(column), rows + 1);
        offsets(offsets, rows + 1);
        if (values.allEmpty()) {
            dump.note("all rows empty");
            return;
        }
        boolean named = layout.equals(ColumnarLayout.KEY_VALUE) && column == 1;
        BytesColumn names = new BytesColumn(block, 0);
        if (named) {
            names.load(rows);
        }
        for (int row = 0; row < rows && !dump.full(); row++) {
            Bytes value = values.at(row);
            String text = named
                    ? names.at(row).toUtf8()
                            + " = "
                            + valueText.of(names.at(row).toUtf8(), value)
                    : Printable.of(value);
            dump.item(value.length(), "row " + row + ": " + text);
        }
    }

    private void bits(int column, int rows) {
        BitmapColumn bits = new BitmapColumn(block, column);
        bits.load(rows);
        if (bits.allZero()) {
            dump.item(1, "all 0");
            return;
        }
        dump.item(1, "a bitmap");
        align(Long.BYTES);
        int words = (rows + Long.SIZE - 1) / Long.SIZE;
        for (int word = 0; word < words && !dump.full(); word++) {
            int from = word * Long.SIZE;
            int to = Math.min(rows, from + Long.SIZE);
            StringJoiner set = new StringJoiner(" ", "rows " + from + " to " + (to - 1) + ": ", "");
            set.setEmptyValue("rows " + from + " to " + (to - 1) + ": none");
            int count = 0;
            for (int row = from; row < to; row++) {
                if (bits.at(row)) {
                    count++;
                    if (count <= MAX_LISTED) {
                        set.add(Integer.toString(row));
                    }
                }
            }
            dump.item(Long.BYTES, count > MAX_LISTED ? set + " … (" + count + " rows)" : set.toString());
        }
        for (int word = 0; word < words && !dump.full(); word += Long.SIZE) {
            dump.item(
                    Long.BYTES,
                    "summary: which of words " + word + " to " + (Math.min(words, word + Long.SIZE) - 1)
                            + " have any bit");
        }
    }

    private void keys(int column, int rows) {
        PrefixBytesColumn keys = new PrefixBytesColumn(block, column);
        keys.load(rows);
        int shift = block.array()[block.index(dump.position())];
        dump.item(1, "bundles of 2^" + shift + " rows");
        int slices = 2 + ((rows - 1) >>> shift) + rows;
        UintColumn ends = new UintColumn(block, column);
        ends.loadOffsets(dump.position(), slices);
        offsets(ends, slices);

        int slice = 0;
        dump.item(ends.offset(0), "block prefix");
        for (int row = 0; row < rows && !dump.full(); row++) {
            if ((row & ((1 << shift) - 1)) == 0) {
                slice++;
                dump.item(length(ends, slice, column), "prefix of bundle " + (row >>> shift));
            }
            slice++;
            keys.key(row);
            Bytes key = Bytes.copyOf(keys.keyBuffer(), 0, keys.keyLength());
            dump.item(length(ends, slice, column), "row " + row + ": " + Printable.of(key));
        }
    }

    /** The length of a slice, of which the end of the one before is the start. */
    private int length(UintColumn ends, int slice, int column) {
        int length = ends.offset(slice) - ends.offset(slice - 1);
        if (length < 0 || length > dump.remaining()) {
            throw block.corrupt(column, "slice " + slice + " in order", "a length of " + length);
        }
        return length;
    }

    /** Explains an array of offsets as a whole. */
    private void offsets(UintColumn offsets, int count) {
        int width = encoding();
        if (width == 0) {
            return;
        }
        StringJoiner listed = new StringJoiner(" ");
        for (int i = 0; i < Math.min(count, MAX_LISTED); i++) {
            listed.add(Integer.toUnsignedString(offsets.offset(i)));
        }
        dump.item(width * count, "offsets: " + listed + (count > MAX_LISTED ? " … (" + count + ")" : ""));
    }

    /** Explains the head of an array of integers and returns the width of what follows. */
    private int encoding() {
        int encoding = block.array()[block.index(dump.position())] & 0xff;
        int width = encoding & ~UintColumn.DELTA;
        boolean delta = (encoding & UintColumn.DELTA) != 0;
        dump.item(
                1,
                (width == 0 ? "all equal" : width + (width == 1 ? " byte each" : " bytes each"))
                        + (delta ? ", above a base" : ""));
        if (delta) {
            long base = LittleEndian.getLong(block.array(), block.index(dump.position()));
            dump.item(Long.BYTES, "base " + Long.toUnsignedString(base));
        }
        align(Math.max(1, width));
        return width;
    }

    private void align(int width) {
        int padding = -dump.position() & (width - 1);
        if (padding > 0) {
            dump.item(padding, "alignment");
        }
    }
}
