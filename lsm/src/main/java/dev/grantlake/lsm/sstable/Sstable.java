package dev.grantlake.lsm.sstable;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.RangeKey;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.block.DataBlockCursor;
import dev.grantlake.lsm.sstable.block.IndexBlock;
import dev.grantlake.lsm.sstable.block.Span;
import dev.grantlake.vfs.ReadableFile;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * One sorted table, open for reading: points in order of internal key, range deletions, and what the writer noted about
 * them. {@code Version} decides which tables are looked at; a merging cursor puts their cursors together. Format:
 * {@code docs/formats/sstable.md}.
 *
 * <p>Reads table formats Pebblev1 to Pebblev7. Range keys say nothing about points and are only shown. Obsolete marks
 * are not followed, so entries that a newer one in the same table hides are shown like all others.
 *
 * <p>Thread-safe; its cursors and {@link PointLookup}s belong to one thread each. Opening reads footer, metaindex and
 * properties. Index, filter and range deletions are read when they are first needed and then kept; data blocks go
 * through the cache.
 */
public final class Sstable implements AutoCloseable {

    /** The name of the order of keys that everything here relies on. */
    static final String COMPARATOR = "leveldb.BytewiseComparator";

    /** The name of the operator for merge operands that writers note. */
    static final String MERGE_OPERATOR = "pebble.concatenate";

    static final String KEY_SCHEMA = "DefaultKeySchema(leveldb.BytewiseComparator,16)";

    /** The name of the property that says whether all points of a table are obsolete. */
    static final String OBSOLETE_KEY = "obsolete-key";

    private static final Set<String> COMPARATORS = Set.of("", COMPARATOR);
    private static final Set<String> MERGE_OPERATORS = Set.of("", "nullptr", MERGE_OPERATOR);
    private static final Set<KeyKind> RANGE_KEY_KINDS =
            Set.of(KeyKind.RANGE_KEY_SET, KeyKind.RANGE_KEY_UNSET, KeyKind.RANGE_KEY_DELETE);

    /** Longer filters are left aside, which is right too: a filter only saves work. */
    private static final int MAX_FILTER_BYTES = 16 << 20;

    private final String name;
    private final Footer footer;
    private final BlockReader blocks;
    private final Metaindex metaindex;
    private final TableProperties properties;
    private final Set<TableAttribute> attributes;
    private final ValueBlocks valueBlocks;

    private volatile @Nullable IndexBlock index;
    private volatile @Nullable List<RangeDeletion> rangeDeletions;
    private volatile @Nullable BloomFilter filter;

    private Sstable(String name, Footer footer, BlockReader blocks) {
        this.name = name;
        this.footer = footer;
        this.blocks = blocks;
        metaindex = Metaindex.read(blocks, footer);
        properties = TableProperties.read(blocks, footer, metaindex);
        attributes = TableAttribute.of(properties);
        requireWhatIsRead();
        valueBlocks = new ValueBlocks(blocks, metaindex.valueIndex());
    }

    /**
     * Opens a table.
     *
     * @param file the table's file, which now belongs to the table: {@link #close} closes it, and so does a failure
     *     here
     * @throws StorageException of kind {@code CORRUPT} if the file is no sound table, {@code UNSUPPORTED} if it is one
     *     that is not read here
     */
    public static Sstable open(ReadableFile file, SstableOptions options) {
        Runnable close = file::close;
        try {
            Footer footer = Footer.read(file);
            BlockReader blocks = new BlockReader(file, footer, options);
            close = blocks::close;
            return new Sstable(file.description(), footer, blocks);
        } catch (RuntimeException | Error e) {
            try {
                close.run();
            } catch (RuntimeException onClose) {
                e.addSuppressed(onClose);
            }
            throw e;
        }
    }

    /** The file as error messages name it. */
    public String name() {
        return name;
    }

    public TableFormat format() {
        return footer.format();
    }

    /** Where the blocks lie that are neither data nor index. */
    public Metaindex metaindex() {
        return metaindex;
    }

    public TableProperties properties() {
        return properties;
    }

    /** What the table holds, by its properties. */
    public Set<TableAttribute> attributes() {
        return Collections.unmodifiableSet(attributes);
    }

    /** A cursor over the points that a view shows; the caller closes it, before the table. */
    public InternalCursor points(TableView view) {
        blocks.requireOpen();
        return new TableCursor(this, view);
    }

    /**
     * About how many bytes of the file a view shows: the blocks that hold its points, as stored; 1 or more. Looks at
     * the index only.
     */
    public long estimatedBytes(TableView view) {
        IndexCursor index = new IndexCursor(this);
        boolean any = view.smallest() == null ? index.first() : index.seekGe(view.smallest());
        if (!any) {
            return 1;
        }
        long from = index.offset();
        if (view.largest() == null || !index.seekGe(view.largest())) {
            index.last();
        }
        return Math.max(1, index.offset() + index.length() - from);
    }

    /**
     * The range deletions that a view shows, cut at its bounds: in order of start, newest first, and fragmented (two of
     * them cover the same keys or none in common).
     */
    public List<RangeDeletion> rangeDeletions(TableView view) {
        List<RangeDeletion> all = rangeDeletions();
        if (all.isEmpty() || view.equals(TableView.WHOLE)) {
            return all;
        }
        Bytes smallest = view.smallest();
        Bytes behind = view.behind();
        List<RangeDeletion> seen = new ArrayList<>();
        for (RangeDeletion deletion : all) {
            Bytes start = smallest == null || deletion.start().compareTo(smallest) >= 0 ? deletion.start() : smallest;
            Bytes end = behind == null || deletion.end().compareTo(behind) <= 0 ? deletion.end() : behind;
            if (start.compareTo(end) < 0) {
                long sequence = view.sequenceOverride() == 0 ? deletion.sequence() : view.sequenceOverride();
                seen.add(new RangeDeletion(start, end, sequence));
            }
        }
        return Collections.unmodifiableList(seen);
    }

    /**
     * The range keys of the table, in order of start, newest first, and fragmented; read anew by each call.
     *
     * <p>They are shown for people and tools. No read of points asks for them.
     */
    public List<RangeKey> rangeKeys() {
        BlockHandle handle = metaindex.rangeKeys();
        if (handle == null) {
            return List.of();
        }
        Location where = at(handle.offset(), BlockKind.RANGE_KEYS);
        Bytes block = blocks.decode(blocks.readStored(handle, BlockKind.RANGE_KEYS), BlockKind.RANGE_KEYS);
        List<RangeKey> keys = new ArrayList<>();
        for (Span span : format().encoding().keyspans(block, where)) {
            KeyKind kind = KeyKind.ofCode(Trailer.kindCode(span.trailer()), where);
            if (!RANGE_KEY_KINDS.contains(kind)) {
                throw StorageException.corrupt(where, "the kind of a range key", kind.toString());
            }
            keys.add(new RangeKey(
                    span.start(), span.end(), Trailer.sequence(span.trailer()), kind, span.suffix(), span.value()));
        }
        return Collections.unmodifiableList(keys);
    }

    /** The filter of the table's user keys, or null if it has none of a policy that is known. */
    public @Nullable BloomFilter filter() {
        BlockHandle handle = metaindex.filter();
        BloomFilter loaded = filter;
        return loaded != null || handle == null ? loaded : readFilter(handle);
    }

    /** Closes the file; cursors of this table must be closed before. A second call does nothing. */
    @Override
    public void close() {
        blocks.close();
    }

    @Override
    public String toString() {
        return name + " (" + footer.format() + ")";
    }

    /** The single index, or the upper level of a two-level index. */
    public IndexBlock index() {
        IndexBlock loaded = index;
        return loaded != null ? loaded : readIndex();
    }

    /** Whether the entries of {@link #index()} are partitions, which in turn have those of the data blocks. */
    public boolean hasTwoLevelIndex() {
        return properties.hasTwoLevelIndex();
    }

    /** A partition of a two-level index. */
    public IndexBlock indexPartition(long offset, long length) {
        return format().encoding().index(blocks.read(offset, length, BlockKind.INDEX), at(offset, BlockKind.INDEX));
    }

    /**
     * Whether the filter lets a user key through. What it rules out is nowhere among the points, so no block need be
     * read. Without a filter, or with one of no keys or of a length that nobody makes, every key passes.
     */
    public boolean mayContain(Bytes userKey) {
        BlockHandle handle = metaindex.filter();
        if (handle == null || handle.length() > MAX_FILTER_BYTES) {
            return true;
        }
        BloomFilter loaded = filter();
        return loaded == null || loaded.lines() == 0 || loaded.mayContain(userKey);
    }

    /**
     * Loads the block that {@code index} stands on and checks that its keys lie between the separators around it, so
     * that keys of different blocks cannot be out of order.
     */
    void load(IndexCursor index, DataBlockCursor block) {
        long offset = index.offset();
        Location where = at(offset, BlockKind.DATA);
        block.load(blocks.read(offset, index.length(), BlockKind.DATA), where);
        Bytes separator = index.separator();
        if (block.compareLast(separator) > 0) {
            block.unload();
            throw StorageException.corrupt(where, "no key above its separator " + separator, "one");
        }
        Bytes previous = index.previousSeparator();
        if (previous != null && block.compareFirst(previous) < 0) {
            block.unload();
            throw StorageException.corrupt(where, "no key below the separator before it, " + previous, "one");
        }
    }

    /** A cursor that takes up the data blocks of this table. */
    public DataBlockCursor newDataBlockCursor() {
        return format().newDataBlockCursor();
    }

    /** Points {@code view} at a value that {@code reference}, in the data block at {@code blockOffset}, refers to. */
    public void showExternalValue(ByteView reference, long blockOffset, ByteView view) {
        valueBlocks.show(reference, at(blockOffset, BlockKind.DATA), view);
    }

    public Location at(long offset, BlockKind kind) {
        return blocks.at(offset, kind);
    }

    /** The blocks of this table, for whoever goes through all of them. */
    public BlockReader blocks() {
        return blocks;
    }

    public Footer footer() {
        return footer;
    }

    /** Where the value blocks lie, by their numbers; none if the table has none. */
    public List<BlockHandle> valueBlockHandles() {
        return valueBlocks.handles();
    }

    /** That this is a table whose keys are compared, merged and laid out as we do, and whose footer tells the truth. */
    private void requireWhatIsRead() {
        Location where = at(metaindex.properties().offset(), BlockKind.PROPERTIES);
        int derived = TableAttribute.bits(attributes);
        if (footer.format().footerAttributes() && footer.attributes() != derived) {
            throw StorageException.corrupt(
                    new Location(name, footer.offset(), "footer"),
                    "attributes 0x" + Integer.toHexString(derived) + ", as follow from the properties",
                    "0x" + Integer.toHexString(footer.attributes()));
        }
        requireOneOf(COMPARATORS, Property.COMPARATOR, where);
        requireOneOf(MERGE_OPERATORS, Property.MERGE_OPERATOR, where);
        if (format().encoding() == BlockEncoding.COLUMNAR) {
            requireOneOf(Set.of(KEY_SCHEMA), Property.KEY_SCHEMA, where);
        }
        long indexType = properties.number(Property.INDEX_TYPE);
        if (indexType != Property.ONE_LEVEL_INDEX_TYPE && indexType != Property.TWO_LEVEL_INDEX_TYPE) {
            throw StorageException.unsupported(where, "an index of type " + indexType);
        }
        requireNoBlobValues(where);
    }

    /** The values would be in other files, in a format of their own. */
    private void requireNoBlobValues(Location where) {
        BlockHandle references = metaindex.blobReferences();
        if (references != null) {
            throw StorageException.unsupported(
                    at(references.offset(), BlockKind.BLOB_REFERENCES), "values in blob files (value separation)");
        }
        if (attributes.contains(TableAttribute.BLOB_VALUES)) {
            throw StorageException.unsupported(
                    where,
                    properties.number(Property.VALUES_IN_BLOB_FILES) + " values in blob files (value separation)");
        }
    }

    private void requireOneOf(Set<String> names, Property property, Location where) {
        String found = properties.text(property);
        if (!names.contains(found)) {
            throw StorageException.unsupported(where, property + " \"" + found + "\"");
        }
    }

    /** Pebble does not read points past a note on obsolete keys without content, so neither does anyone. */
    private void requireSoundBlockProperties() {
        Bytes note = properties.others().get(OBSOLETE_KEY);
        if (note != null && note.isEmpty()) {
            throw StorageException.corrupt(
                    at(metaindex.properties().offset(), BlockKind.PROPERTIES),
                    "a property " + OBSOLETE_KEY + " of a byte at least",
                    "an empty one");
        }
    }

    private List<RangeDeletion> rangeDeletions() {
        List<RangeDeletion> loaded = rangeDeletions;
        return loaded != null ? loaded : readRangeDeletions();
    }

    // What is kept is read once, whoever asks first, since it counts for the budget of the database.

    private synchronized BloomFilter readFilter(BlockHandle handle) {
        BloomFilter loaded = filter;
        if (loaded == null) {
            loaded = BloomFilter.of(blocks.readKept(handle, BlockKind.FILTER), at(handle.offset(), BlockKind.FILTER));
            filter = loaded;
        }
        return loaded;
    }

    private synchronized IndexBlock readIndex() {
        IndexBlock loaded = index;
        if (loaded == null) {
            requireSoundBlockProperties();
            BlockHandle handle = footer.index();
            BlockKind kind = hasTwoLevelIndex() ? BlockKind.TOP_INDEX : BlockKind.INDEX;
            loaded = format().encoding().index(blocks.readKept(handle, kind), at(handle.offset(), kind));
            index = loaded;
        }
        return loaded;
    }

    private synchronized List<RangeDeletion> readRangeDeletions() {
        List<RangeDeletion> loaded = rangeDeletions;
        if (loaded == null) {
            BlockHandle handle = metaindex.rangeDeletions();
            loaded = handle == null ? List.of() : readRangeDeletions(handle);
            rangeDeletions = loaded;
        }
        return loaded;
    }

    private List<RangeDeletion> readRangeDeletions(BlockHandle handle) {
        Location where = at(handle.offset(), BlockKind.RANGE_DELETIONS);
        Bytes block = blocks.readKept(handle, BlockKind.RANGE_DELETIONS);
        List<RangeDeletion> deletions = new ArrayList<>();
        for (Span span : format().encoding().keyspans(block, where)) {
            int kind = Trailer.kindCode(span.trailer());
            if (kind != KeyKind.RANGE_DELETE.code()) {
                throw StorageException.corrupt(where, "the kind of a range deletion", Integer.toString(kind));
            }
            deletions.add(new RangeDeletion(span.start(), span.end(), Trailer.sequence(span.trailer())));
        }
        return Collections.unmodifiableList(deletions);
    }
}
