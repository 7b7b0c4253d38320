package dev.grantlake.lsm.sstable;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.Varint;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.block.KeyspanBlockBuilder;
import dev.grantlake.lsm.sstable.block.PendingPoint;
import dev.grantlake.lsm.sstable.block.PointKinds;
import dev.grantlake.lsm.sstable.block.Span;
import dev.grantlake.lsm.sstable.colblk.ColumnarKeyValueBlockBuilder;
import dev.grantlake.lsm.sstable.rowblk.RowKeyValueBlockBuilder;
import dev.grantlake.vfs.FileSink;
import org.jspecify.annotations.Nullable;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes one sorted table, from its least key to its greatest. Given the same entries and options it writes the same
 * bytes as Pebble v2.1.5 does with value blocks switched off. Format: {@code docs/formats/sstable.md}, "Writing".
 *
 * <p>Points come in the order of internal keys: user keys ascending, the versions of one from new to old. Range
 * deletions and range keys come in an order of their own, and at any time: fragmented (two ranges are equal or have no
 * key in common), ascending, those of one range from new to old. An entry that is refused is not in the table, and the
 * writer goes on.
 *
 * <p>Belongs to one thread. Adding a point allocates nothing; memory holds one block, the index, all range deletions
 * and range keys, and four bytes a key if there is a filter.
 */
public final class SstableWriter implements AutoCloseable {

    /**
     * The most bytes of a user key and a value together, 280 MiB: with these a block stays below what readers take by
     * default, and with blocks of up to 16 MiB so does one that other entries share.
     */
    public static final int MAX_ENTRY_BYTES = SstableOptions.DEFAULT_MAX_BLOCK_BYTES / 8 * 7;

    private final FileSink file;
    private final SstableWriterOptions options;
    private final @Nullable WriteValidation validation;
    private final BlockWriter out;
    private final TableStatistics statistics = new TableStatistics();
    private final ObsoleteMarks marks = new ObsoleteMarks();
    private final PointBlocks points;
    private final OrderedKeyspans rangeDeletions;
    private final OrderedKeyspans rangeKeys;
    private final @Nullable BloomFilterBuilder filter;
    private final PendingPoint pending = new PendingPoint();
    private final LastPoint last = new LastPoint();
    private @Nullable InternalKey smallest;
    private boolean done;

    /**
     * A writer of an empty table.
     *
     * @param file where to, empty; it now belongs to the writer, which finishes it or gives it up
     */
    public SstableWriter(FileSink file, SstableWriterOptions options) {
        this.options = options;
        this.validation = options.validated() ? new WriteValidation(file) : null;
        this.file = validation == null ? file : validation;
        this.out = new BlockWriter(this.file, options.compression());
        this.points = new PointBlocks(options, out, statistics, marks);
        this.rangeDeletions = new OrderedKeyspans(options.format().encoding().newKeyspanBlockBuilder());
        this.rangeKeys = new OrderedKeyspans(options.format().encoding().newKeyspanBlockBuilder());
        this.filter = options.filterBitsPerKey() == 0 ? null : new BloomFilterBuilder(options.filterBitsPerKey());
    }

    /**
     * Adds a point. The arrays are the caller's again when this returns.
     *
     * @param trailer sequence number and kind, see {@link Trailer#of}
     * @throws StorageException of kind {@code INVALID_ARGUMENT} if the point does not come after the one before, has no
     *     user key, or is of no kind that points have, or if a deletion has a value that it should not have;
     *     {@code LIMIT_EXCEEDED} above {@link #MAX_ENTRY_BYTES}
     */
    public void add(
            byte[] key, int keyOffset, int keyLength, long trailer, byte[] value, int valueOffset, int valueLength) {
        requireOpen();
        pending.key = key;
        pending.keyOffset = keyOffset;
        pending.keyLength = keyLength;
        pending.trailer = trailer;
        pending.value = value;
        pending.valueOffset = valueOffset;
        pending.valueLength = valueLength;
        requireSound(pending);
        last.relate(pending, options.lowestLevel());
        if (smallest == null) {
            smallest = new InternalKey(Bytes.copyOf(key, keyOffset, keyLength), trailer);
        }
        // A failure in here leaves a block half written.
        done = true;
        points.add(pending, last);
        done = false;
        statistics.point(pending);
        if (filter != null) {
            filter.add(key, keyOffset, keyLength);
        }
        if (validation != null) {
            validation.point(pending);
        }
        last.become(pending);
    }

    /** Adds a point, as above. */
    public void add(Bytes key, long trailer, Bytes value) {
        add(key.array(), key.offset(), key.length(), trailer, value.array(), value.offset(), value.length());
    }

    /** Adds a point, as above. */
    public void add(ByteView key, long trailer, ByteView value) {
        add(key.array(), key.offset(), key.length(), trailer, value.array(), value.offset(), value.length());
    }

    /**
     * Has the next point begin a data block, also where the present one is not full. Who reads sees no difference; a
     * table of stretches that resemble each other compresses better if they begin blocks.
     *
     * @param bytes the present block goes on if it has no more than this, before compression; 0 ends every block
     */
    public void endBlockAbove(int bytes) {
        requireOpen();
        points.endBlockAbove(bytes);
    }

    /**
     * Adds a range deletion, which hides the points in {@code [start, end)} that are older than it.
     *
     * @throws StorageException of kind {@code INVALID_ARGUMENT} if it is not in order or overlaps the one before
     */
    public void addRangeDeletion(Bytes start, Bytes end, long sequence) {
        requireOpen();
        add(
                rangeDeletions,
                new Span(
                        start,
                        end,
                        Trailer.of(requireSequence(sequence), KeyKind.RANGE_DELETE),
                        Bytes.EMPTY,
                        Bytes.EMPTY));
    }

    /**
     * Adds a range key.
     *
     * @param kind {@link KeyKind#RANGE_KEY_SET}, {@link KeyKind#RANGE_KEY_UNSET}, or {@link KeyKind#RANGE_KEY_DELETE};
     *     in one range and sequence number they come in this order
     * @param suffix which range key of the range; empty for a delete
     * @param value empty for anything but a set
     * @throws StorageException of kind {@code INVALID_ARGUMENT} if it is not in order or overlaps the one before, or
     *     has what its kind does not have
     */
    public void addRangeKey(Bytes start, Bytes end, long sequence, KeyKind kind, Bytes suffix, Bytes value) {
        requireOpen();
        boolean sound = switch (kind) {
            case RANGE_KEY_SET -> true;
            case RANGE_KEY_UNSET -> value.isEmpty();
            case RANGE_KEY_DELETE -> value.isEmpty() && suffix.isEmpty();
            default -> false;
        };
        if (!sound) {
            throw invalid("a range key of kind " + kind + ", suffix " + suffix + ", value " + value);
        }
        add(rangeKeys, new Span(start, end, Trailer.of(requireSequence(sequence), kind), suffix, value));
    }

    /**
     * Bytes of the finished blocks so far. The table becomes larger by the present block, the index and everything that
     * follows it.
     */
    public long size() {
        return file.size();
    }

    /**
     * Writes what is left and finishes the file. Nothing can be added afterwards.
     *
     * @throws StorageException of kind {@code CORRUPT} if the options ask for validation and the table does not hold
     *     what was added; the file is given up then, as after any other failure
     */
    public WrittenTable finish() {
        requireOpen();
        done = true;
        SortedMap<String, BlockHandle> metaindex = new TreeMap<>();
        points.finish(last);
        statistics.data(out.offset());
        BlockHandle index;
        if (options.format().encoding() == BlockEncoding.ROW) {
            writeFilter(metaindex);
            index = points.writeIndex();
        } else {
            index = points.writeIndex();
            writeFilter(metaindex);
        }
        if (writeKeyspans(rangeDeletions.block(), Metaindex.RANGE_DELETIONS, metaindex)) {
            statistics.rangeDeletions(rangeDeletions.block());
        }
        if (writeKeyspans(rangeKeys.block(), Metaindex.RANGE_KEYS, metaindex)) {
            statistics.rangeKeys(rangeKeys.block());
        }
        TableProperties properties = writeProperties(metaindex);
        writeFooter(writeMetaindex(metaindex), index, properties);
        WrittenTable written = new WrittenTable(
                file.size(),
                pointBounds(),
                rangeKeys.bounds(),
                statistics.smallestSequence(),
                statistics.largestSequence(),
                properties);
        if (validation != null) {
            validation.require(written);
        }
        file.finish();
        return written;
    }

    /** Gives the file up unless it is finished; a second call does nothing. */
    @Override
    public void close() {
        done = true;
        file.close();
    }

    private void add(OrderedKeyspans keyspans, Span key) {
        keyspans.add(key);
        statistics.sequence(key.trailer());
        if (validation != null) {
            validation.keyspan(key);
        }
    }

    private void writeFilter(SortedMap<String, BlockHandle> metaindex) {
        if (filter != null) {
            ByteSink block = new ByteSink();
            filter.finish(block);
            BlockHandle handle = out.writePlain(block);
            statistics.filter(handle.length());
            metaindex.put(Metaindex.FILTER, handle);
        }
    }

    private boolean writeKeyspans(KeyspanBlockBuilder keyspans, String name, SortedMap<String, BlockHandle> metaindex) {
        if (keyspans.isEmpty()) {
            return false;
        }
        ByteSink block = new ByteSink();
        keyspans.finish(block);
        metaindex.put(name, out.writePlain(block));
        return true;
    }

    private TableProperties writeProperties(SortedMap<String, BlockHandle> metaindex) {
        SortedMap<String, Bytes> entries = statistics.properties(options, marks, out.statistics());
        Location where = new Location(file.description(), out.offset(), BlockKind.PROPERTIES.toString());
        ByteSink block = new ByteSink();
        if (options.format().columnarProperties()) {
            ColumnarKeyValueBlockBuilder.write(entries, block);
            metaindex.put(Metaindex.PROPERTIES, out.write(block));
        } else {
            RowKeyValueBlockBuilder.writeProperties(entries, block);
            metaindex.put(Metaindex.PROPERTIES, out.writePlain(block));
        }
        return new TableProperties(entries, where);
    }

    private BlockHandle writeMetaindex(SortedMap<String, BlockHandle> handles) {
        SortedMap<String, Bytes> entries = new TreeMap<>();
        handles.forEach((name, handle) -> {
            ByteSink encoded = new ByteSink();
            handle.write(encoded);
            entries.put(name, encoded.toBytes());
        });
        ByteSink block = new ByteSink();
        if (options.format().columnarMetaindex()) {
            ColumnarKeyValueBlockBuilder.write(entries, block);
        } else {
            RowKeyValueBlockBuilder.writeMetaindex(entries, block);
        }
        return out.writePlain(block);
    }

    private void writeFooter(BlockHandle metaindex, BlockHandle index, TableProperties properties) {
        int attributes = options.format().footerAttributes() ? TableAttribute.bits(TableAttribute.of(properties)) : 0;
        file.write(
                new Footer(options.format(), out.offset(), ChecksumKind.CRC32C, attributes, metaindex, index).encode());
    }

    private @Nullable KeyBounds pointBounds() {
        KeyBounds deletions = rangeDeletions.bounds();
        if (smallest == null) {
            return deletions;
        }
        KeyBounds own = new KeyBounds(smallest, last.internalKey());
        return deletions == null ? own : own.and(deletions);
    }

    private void requireSound(PendingPoint point) {
        if (!PointKinds.has(point.trailer)) {
            throw invalid("a point of kind " + Trailer.kindCode(point.trailer));
        }
        if (point.keyLength == 0) {
            // Pebble's columns cannot tell such a key from a repetition of the one before.
            throw invalid("a point without a user key");
        }
        if (point.keyLength > MAX_ENTRY_BYTES - point.valueLength) {
            throw new StorageException(
                    StorageException.Kind.LIMIT_EXCEEDED,
                    "an entry of " + ((long) point.keyLength + point.valueLength) + " bytes, the limit is "
                            + MAX_ENTRY_BYTES);
        }
        if (point.valueLength > 0) {
            requireSoundDeletion(point);
        }
    }

    private void requireSoundDeletion(PendingPoint point) {
        int kind = Trailer.kindCode(point.trailer);
        if (!LastPoint.isDeletion(kind)) {
            return;
        }
        int start = point.valueOffset;
        int end = start + point.valueLength;
        if (kind != KeyKind.DELETE_SIZED.code() || Varint.end(point.value, start, end) != end) {
            throw invalid("a deletion with a value: " + Bytes.copyOf(point.value, start, point.valueLength));
        }
    }

    private long requireSequence(long sequence) {
        if (sequence < 0 || sequence >= Trailer.MAX_SEQUENCE) {
            throw invalid("sequence number " + sequence);
        }
        return sequence;
    }

    private void requireOpen() {
        if (done) {
            throw new StorageException(
                    StorageException.Kind.CLOSED,
                    Location.of(file.description(), "table"),
                    "the table is finished or given up",
                    null);
        }
    }

    private StorageException invalid(String message) {
        return new StorageException(
                StorageException.Kind.INVALID_ARGUMENT, Location.of(file.description(), "table"), message, null);
    }
}
