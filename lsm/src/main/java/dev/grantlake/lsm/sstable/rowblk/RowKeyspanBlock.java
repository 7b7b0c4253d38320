package dev.grantlake.lsm.sstable.rowblk;

import dev.grantlake.base.ByteReader;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.block.Span;

import java.util.ArrayList;
import java.util.List;

/**
 * Decodes a row range-deletion or range-key block. Format: {@code docs/formats/sstable.md}, "Row blocks". A key is the
 * start of a span with a trailer; the value depends on the kind:
 *
 * <pre>
 * range deletion   end
 * range key delete end
 * range key unset  varint length, end; then for each suffix: varint length, suffix
 * range key set    varint length, end; then for each suffix: varint length, suffix, varint length, value
 * </pre>
 *
 * Entries with the same start have the same end and come from new to old; the next start is not below that end.
 */
public final class RowKeyspanBlock {

    /** The greatest number of keys that a block may have, since each becomes objects. */
    public static final int MAX_KEYS = 1 << 18;

    /** How much longer than the block all starts together may be, since sharing lets a block repeat a long one. */
    public static final int MAX_EXCESS_BYTES = 1 << 24;

    private final RowBlock block = new RowBlock();
    private final RowWalk walk = new RowWalk(block);
    private final List<Span> spans = new ArrayList<>();
    private final int maxStartBytes;
    private long startBytes;

    private RowKeyspanBlock(Bytes bytes, Location where) {
        block.load(bytes, where);
        maxStartBytes = bytes.length() + MAX_EXCESS_BYTES;
    }

    /**
     * The keys of a block in their order, sharing nothing with it.
     *
     * @throws StorageException of kind {@code LIMIT_EXCEEDED} if there are more than {@link #MAX_KEYS}, or their starts
     *     are longer than the block and {@link #MAX_EXCESS_BYTES} together
     */
    public static List<Span> decode(Bytes bytes, Location where) {
        RowKeyspanBlock self = new RowKeyspanBlock(bytes, where);
        self.walk.start(0);
        while (self.walk.next()) {
            self.add();
        }
        return self.spans;
    }

    private void add() {
        int position = walk.entry().position();
        long trailer = walk.trailer();
        startBytes += walk.userKeyLength();
        if (startBytes > maxStartBytes) {
            throw block.limit("starts of more than " + maxStartBytes + " bytes");
        }
        Bytes start = Bytes.copyOf(walk.keyBuffer(), 0, walk.userKeyLength());
        ByteReader value =
                new ByteReader(walk.entry().value(block), block.at(walk.entry().valueAt()));
        KeyKind kind = KeyKind.ofCode(Trailer.kindCode(trailer), block.at(position));
        switch (kind) {
            case RANGE_DELETE, RANGE_KEY_DELETE -> {
                Bytes end = own(value.readBytes(value.remaining(), "an end"));
                requireFragmented(start, end, trailer);
                add(new Span(start, end, trailer, Bytes.EMPTY, Bytes.EMPTY));
            }
            case RANGE_KEY_UNSET, RANGE_KEY_SET -> {
                Bytes end = own(value.readLengthPrefixed("an end"));
                requireFragmented(start, end, trailer);
                if (value.atEnd()) {
                    throw block.corrupt(position, "a suffix at least", "none");
                }
                while (!value.atEnd()) {
                    Bytes suffix = own(value.readLengthPrefixed("a suffix"));
                    Bytes set = kind == KeyKind.RANGE_KEY_SET
                            ? own(value.readLengthPrefixed("the value of a range key"))
                            : Bytes.EMPTY;
                    add(new Span(start, end, trailer, suffix, set));
                }
            }
            default -> throw block.corrupt(position, "the kind of a range deletion or range key", kind.toString());
        }
    }

    private void add(Span span) {
        if (spans.size() == MAX_KEYS) {
            throw block.limit("more than " + MAX_KEYS + " keys");
        }
        spans.add(span);
    }

    private void requireFragmented(Bytes start, Bytes end, long trailer) {
        int position = walk.entry().position();
        if (start.compareTo(end) >= 0) {
            throw block.corrupt(position, "an end behind " + start, end.toString());
        }
        if (spans.isEmpty()) {
            return;
        }
        Span before = spans.get(spans.size() - 1);
        if (start.equals(before.start())) {
            if (!end.equals(before.end())) {
                throw block.corrupt(position, "the end " + before.end() + " again", end.toString());
            }
            if (Long.compareUnsigned(trailer, before.trailer()) > 0) {
                throw block.corrupt(position, "the keys of a span from new to old", "a newer one");
            }
        } else if (start.compareTo(before.end()) < 0) {
            throw block.corrupt(position, "a start from " + before.end() + " on", start.toString());
        }
    }

    private static Bytes own(Bytes shared) {
        return Bytes.wrap(shared.toArray());
    }
}
