package dev.grantlake.lsm.sstable.colblk;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.sstable.block.Span;

import java.util.ArrayList;
import java.util.List;

/**
 * Decodes a columnar range-deletion or range-key block. Format: {@code docs/formats/sstable.md}, "Keyspan blocks". The
 * custom header is the number of boundaries B; the block's rows are its keys. Columns:
 *
 * <pre>
 * 0  bytes, B rows  the distinct user keys at which spans begin or end, ascending
 * 1  uint, B rows   index of the first key that belongs to a span from this boundary on
 * 2  uint           trailer
 * 3  bytes          suffix of a range key
 * 4  bytes          value of a range key set
 * </pre>
 *
 * The span from boundary j to boundary j+1 has the keys {@code [index j, index j+1)}, newest first; none of them means
 * a gap.
 */
public final class ColumnarKeyspanBlock {

    /** The greatest number of keys that a block may have, since each becomes five objects. */
    public static final int MAX_KEYS = 1 << 18;

    private ColumnarKeyspanBlock() {}

    /**
     * The keys of a block in their order, sharing nothing with it.
     *
     * @throws StorageException of kind {@code LIMIT_EXCEEDED} if there are more than {@link #MAX_KEYS}
     */
    public static List<Span> decode(Bytes bytes, Location where) {
        ColumnarBlock block = new ColumnarBlock();
        block.load(bytes, where, ColumnarLayout.KEYSPAN);
        int count = block.rows();
        int boundaryCount = block.customHeader();
        if (boundaryCount < 0 || boundaryCount > block.length()) {
            throw block.corrupt(
                    "at most as many boundaries as bytes (" + block.length() + ")",
                    Integer.toUnsignedString(boundaryCount));
        }
        if (count > MAX_KEYS || boundaryCount > 2 * MAX_KEYS) {
            throw StorageException.limit(
                    where, "more than " + MAX_KEYS + " keys: " + count + ", boundaries: " + boundaryCount);
        }
        BytesColumn boundaries = new BytesColumn(block, 0);
        boundaries.load(boundaryCount);
        UintColumn firstKeys = new UintColumn(block, 1);
        firstKeys.load(boundaryCount);
        UintColumn trailers = new UintColumn(block, 2);
        trailers.load(count);
        BytesColumn suffixes = new BytesColumn(block, 3);
        suffixes.load(count);
        BytesColumn values = new BytesColumn(block, 4);
        values.load(count);

        List<Span> spans = new ArrayList<>(count);
        Bytes start = Bytes.EMPTY;
        for (int i = 0; i < boundaryCount; i++) {
            Bytes end = Bytes.wrap(boundaries.at(i).toArray());
            if (i > 0 && end.compareTo(start) <= 0) {
                throw block.corrupt(0, "boundaries that ascend", end + " after " + start);
            }
            // Keys before the first boundary would belong to no span.
            long behind = firstKeys.at(i);
            if (i == 0 ? behind != 0 : behind < spans.size() || behind > count) {
                throw block.corrupt(
                        1,
                        i == 0 ? "0 at the first boundary" : "an index between " + spans.size() + " and " + count,
                        Long.toUnsignedString(behind));
            }
            int first = spans.size();
            for (int key = first; key < behind; key++) {
                if (key > first && Long.compareUnsigned(trailers.at(key), trailers.at(key - 1)) > 0) {
                    throw block.corrupt(2, "the keys of a span from new to old", "a newer one in row " + key);
                }
                spans.add(new Span(
                        start,
                        end,
                        trailers.at(key),
                        Bytes.wrap(suffixes.at(key).toArray()),
                        Bytes.wrap(values.at(key).toArray())));
            }
            start = end;
        }
        if (spans.size() != count) {
            throw block.corrupt(1, "spans for all " + count + " keys", "for " + spans.size());
        }
        return spans;
    }
}
