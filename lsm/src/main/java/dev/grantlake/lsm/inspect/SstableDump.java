package dev.grantlake.lsm.inspect;

import dev.grantlake.base.AnnotatedDump;
import dev.grantlake.base.BufferCache;
import dev.grantlake.base.ByteReader;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.base.Location;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.BlockCompression;
import dev.grantlake.lsm.sstable.BlockHandle;
import dev.grantlake.lsm.sstable.BlockKind;
import dev.grantlake.lsm.sstable.BlockReader;
import dev.grantlake.lsm.sstable.BloomFilter;
import dev.grantlake.lsm.sstable.Footer;
import dev.grantlake.lsm.sstable.Metaindex;
import dev.grantlake.lsm.sstable.Property;
import dev.grantlake.lsm.sstable.SstableOptions;
import dev.grantlake.lsm.sstable.StoredBlock;
import dev.grantlake.lsm.sstable.TableProperties;
import dev.grantlake.lsm.sstable.ValueIndexHandle;
import dev.grantlake.lsm.sstable.block.IndexBlock;
import dev.grantlake.lsm.sstable.block.Printable;
import dev.grantlake.lsm.sstable.block.Span;
import dev.grantlake.lsm.sstable.block.ValueText;
import dev.grantlake.lsm.sstable.colblk.ColumnarBlockDump;
import dev.grantlake.lsm.sstable.colblk.ColumnarLayout;
import dev.grantlake.lsm.sstable.rowblk.RowBlockDump;
import dev.grantlake.lsm.sstable.rowblk.RowText;
import dev.grantlake.vfs.ReadableFile;
import org.jspecify.annotations.Nullable;

/**
 * Every byte of a table with its meaning: footer, metaindex and what it names, index, data and value blocks. Also of
 * tables that are damaged, as far as one thing leads to the next: what cannot be read or understood is noted in its
 * place, with the reason, and the dump goes on. Format: {@code docs/formats/sstable.md}.
 *
 * <p>Offsets are those in the file; inside a block that was decompressed, those in the decoded block.
 */
public final class SstableDump {

    private static final int HANDLES_BYTES = 40;
    private static final int MAX_FOOTER_BYTES = 61;
    private static final int TWO_LEVEL_INDEX_ATTRIBUTE = 0x20;

    /**
     * How much to show.
     *
     * @param firstBlock number of the first data block to show, and of the first value block, from 0
     * @param blocks the most data blocks to show, and the most value blocks
     * @param maxLines the most lines to write
     */
    public record Extent(int firstBlock, int blocks, long maxLines) {

        /** All blocks, up to a number of lines that nobody reads. */
        public static final Extent ALL = new Extent(0, Integer.MAX_VALUE, 10_000_000);

        public Extent {
            if (firstBlock < 0 || blocks < 0 || maxLines < 0) {
                throw new IllegalArgumentException(
                        "extent of " + blocks + " blocks from " + firstBlock + " on, " + maxLines + " lines");
            }
        }
    }

    /** Explains the decoded bytes of a block, which are the innermost region of the dump. */
    @FunctionalInterface
    private interface Body {
        void annotate(Bytes block, Location where);
    }

    private final ReadableFile file;
    private final Footer footer;
    private final BlockReader blocks;
    private final Extent extent;
    private final AnnotatedDump dump;

    /** Number of the next data block. */
    private long dataBlock;

    private SstableDump(ReadableFile file, Footer footer, Extent extent, AnnotatedDump dump) {
        this.file = file;
        this.footer = footer;
        this.blocks = new BlockReader(file, footer, new SstableOptions(new BufferCache(0), new ReadMetrics()));
        this.extent = extent;
        this.dump = dump;
    }

    /**
     * Writes the dump of a table.
     *
     * @param file stays open
     * @return whether there is a table: what ends without the footer of one is shown by its last bytes only
     * @throws StorageException if {@code file} or {@code out} fails; damage is part of the dump
     */
    public static boolean write(ReadableFile file, Extent extent, Appendable out) {
        AnnotatedDump dump = new AnnotatedDump(out, extent.maxLines());
        Footer footer;
        try {
            footer = Footer.read(file);
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.CORRUPT && e.kind() != StorageException.Kind.UNSUPPORTED) {
                throw e;
            }
            int length = (int) Math.min(file.size(), MAX_FOOTER_BYTES);
            long start = file.size() - length;
            dump.begin("no footer: " + e.getMessage(), file.read(start, length), start);
            dump.end();
            return false;
        }
        SstableDump self = new SstableDump(file, footer, extent, dump);
        self.footer();
        self.table();
        return true;
    }

    private void footer() {
        ByteReader reader = new ByteReader(file.read(footer.offset() + 1, HANDLES_BYTES), Location.of("", ""));
        BlockHandle.read(reader);
        int metaindexBytes = reader.position();
        BlockHandle.read(reader);
        int handlesBytes = reader.position();

        int length = Footer.length(footer.format());
        dump.begin("footer", file.read(footer.offset(), length), footer.offset());
        dump.item(1, "block checksums: " + footer.checksumKind());
        dump.item(metaindexBytes, "metaindex block at " + footer.metaindex());
        dump.item(handlesBytes - metaindexBytes, "index block at " + footer.index());
        dump.item(HANDLES_BYTES - handlesBytes, "padding");
        if (footer.format().footerAttributes()) {
            dump.item(4, "attributes 0x" + Integer.toHexString(footer.attributes()));
        }
        if (footer.format().footerChecksum()) {
            dump.item(4, "checksum of the footer");
        }
        dump.item(4, "format " + footer.format());
        dump.item(8, "magic");
        dump.end();
    }

    private void table() {
        block(
                "",
                BlockKind.METAINDEX,
                footer.metaindex(),
                named(footer.format().columnarMetaindex(), SstableDump::entry));
        Metaindex metaindex;
        try {
            metaindex = Metaindex.read(blocks, footer);
        } catch (StorageException e) {
            dump.note("no way on: " + e.getMessage());
            return;
        }
        block(
                "",
                BlockKind.PROPERTIES,
                metaindex.properties(),
                named(footer.format().columnarProperties(), Property::text));
        if (metaindex.filter() != null) {
            block("", BlockKind.FILTER, metaindex.filter(), this::filter);
        }
        if (metaindex.blobReferences() != null) {
            block("", BlockKind.BLOB_REFERENCES, metaindex.blobReferences(), whole("content"));
        }
        metaindex.others().forEach((name, handle) -> block(name + ", ", BlockKind.OTHER, handle, whole("content")));
        Body keyspans = keyspans();
        if (metaindex.rangeDeletions() != null) {
            block("", BlockKind.RANGE_DELETIONS, metaindex.rangeDeletions(), keyspans);
        }
        if (metaindex.rangeKeys() != null) {
            block("", BlockKind.RANGE_KEYS, metaindex.rangeKeys(), keyspans);
        }
        index(metaindex);
        if (metaindex.valueIndex() != null) {
            values(metaindex.valueIndex());
        }
    }

    private void index(Metaindex metaindex) {
        boolean twoLevels = hasTwoLevelIndex(metaindex);
        BlockKind kind = twoLevels ? BlockKind.TOP_INDEX : BlockKind.INDEX;
        block("", kind, footer.index(), indexEntries());
        IndexBlock top = readIndex(kind, footer.index());
        if (top == null) {
            return;
        }
        if (!twoLevels) {
            dataBlocks(top);
            return;
        }
        for (int i = 0; i < top.size() && goesOn(dataBlock); i++) {
            BlockHandle handle = new BlockHandle(top.offset(i), top.length(i));
            IndexBlock partition = readIndex(BlockKind.INDEX, handle);
            if (partition == null || dataBlock + partition.size() > extent.firstBlock()) {
                block("partition " + i + ", ", BlockKind.INDEX, handle, indexEntries());
            }
            if (partition != null) {
                dataBlocks(partition);
            }
        }
    }

    private void dataBlocks(IndexBlock index) {
        for (int i = 0; i < index.size() && goesOn(dataBlock); i++) {
            if (dataBlock >= extent.firstBlock()) {
                BlockHandle handle = new BlockHandle(index.offset(i), index.length(i));
                block(dataBlock + ", ", BlockKind.DATA, handle, points());
            }
            dataBlock++;
        }
    }

    private void values(ValueIndexHandle valueIndex) {
        block("", BlockKind.VALUE_INDEX, valueIndex.handle(), (block, where) -> {
            for (int i = 0; dump.remaining() >= valueIndex.recordBytes(); i++) {
                dump.item(valueIndex.recordBytes(), "value block " + i + " at " + valueHandle(block, i, valueIndex));
            }
        });
        Bytes records;
        try {
            StoredBlock stored = blocks.readStored(valueIndex.handle(), BlockKind.VALUE_INDEX);
            records = blocks.decode(stored, BlockKind.VALUE_INDEX);
        } catch (StorageException e) {
            return;
        }
        int size = records.length() / valueIndex.recordBytes();
        for (int i = extent.firstBlock(); i < size && goesOn(i); i++) {
            block(
                    i + ", ",
                    BlockKind.VALUES,
                    valueHandle(records, i, valueIndex),
                    whole("values, one after the other"));
        }
    }

    /** Whether a data or value block is to be shown, or one behind it may be. */
    private boolean goesOn(long block) {
        return !dump.full() && block - extent.firstBlock() < extent.blocks();
    }

    private void block(String which, BlockKind kind, BlockHandle handle, Body body) {
        if (dump.full()) {
            return;
        }
        dump.begin(kind + " " + which + "at " + handle);
        try {
            StoredBlock stored = blocks.readStored(handle, kind);
            boolean raw = stored.compression() == BlockCompression.NONE;
            Bytes decoded = blocks.decode(stored, kind);
            dump.begin(
                    raw
                            ? "content"
                            : "content, " + stored.stored().length() + " bytes of " + stored.compression() + " decoded",
                    decoded,
                    raw ? handle.offset() : 0);
            try {
                body.annotate(decoded, blocks.at(handle.offset(), kind));
            } catch (StorageException e) {
                dump.note("not understood: " + e.getMessage());
            } finally {
                dump.end();
            }
            long end = handle.offset() + handle.length();
            dump.begin("trailer", file.read(end, BlockHandle.TRAILER_BYTES), end);
            dump.item(1, "compression: " + stored.compression());
            dump.item(4, footer.checksumKind() + " 0x" + Integer.toHexString(stored.checksum()) + ", right");
            dump.end();
        } catch (StorageException e) {
            dump.note("not readable: " + e.getMessage());
        } finally {
            dump.end();
        }
    }

    /** The entries of an index block; null if it cannot be read, which was noted where the block was shown. */
    private @Nullable IndexBlock readIndex(BlockKind kind, BlockHandle handle) {
        try {
            Bytes block = blocks.decode(blocks.readStored(handle, kind), kind);
            return footer.format().encoding().index(block, blocks.at(handle.offset(), kind));
        } catch (StorageException e) {
            return null;
        }
    }

    /** By the properties, or where they cannot be read by the footer. */
    private boolean hasTwoLevelIndex(Metaindex metaindex) {
        try {
            return TableProperties.read(blocks, footer, metaindex).hasTwoLevelIndex();
        } catch (StorageException e) {
            return (footer.attributes() & TWO_LEVEL_INDEX_ATTRIBUTE) != 0;
        }
    }

    private Body points() {
        return encoded(
                ColumnarLayout.DATA,
                new RowText.Data(footer.format().rowPoints()),
                (name, value) -> Printable.of(value));
    }

    private Body indexEntries() {
        return encoded(
                ColumnarLayout.INDEX, new RowText.Index(SstableDump::entry), (name, value) -> Printable.of(value));
    }

    /** The bytes of a range-deletion or range-key block, and then what they say together. */
    private Body keyspans() {
        Body bytes = encoded(ColumnarLayout.KEYSPAN, new RowText.Keyspans(), (name, value) -> Printable.of(value));
        return (block, where) -> {
            bytes.annotate(block, where);
            dump.begin("spans");
            for (Span span : footer.format().encoding().keyspans(block, where)) {
                dump.note(text(span));
            }
            dump.end();
        };
    }

    private static String text(Span span) {
        String text = "[" + Printable.of(span.start()) + ", " + Printable.of(span.end()) + ") "
                + Printable.ofTrailer(span.trailer());
        KeyKind kind = KeyKind.ofCode(Trailer.kindCode(span.trailer()));
        if (kind == KeyKind.RANGE_KEY_UNSET) {
            return text + " " + Printable.of(span.suffix());
        }
        return kind == KeyKind.RANGE_KEY_SET
                ? text + " " + Printable.of(span.suffix()) + " = " + Printable.of(span.value())
                : text;
    }

    private Body named(boolean columnar, ValueText text) {
        return columnar ? columnar(ColumnarLayout.KEY_VALUE, text) : row(new RowText.Names(text));
    }

    private Body encoded(ColumnarLayout layout, RowText row, ValueText columns) {
        return switch (footer.format().encoding()) {
            case ROW -> row(row);
            case COLUMNAR -> columnar(layout, columns);
        };
    }

    private Body columnar(ColumnarLayout layout, ValueText text) {
        return (block, where) -> ColumnarBlockDump.annotate(block, where, layout, text, dump);
    }

    private Body row(RowText text) {
        return (block, where) -> RowBlockDump.annotate(block, where, text, dump);
    }

    private void filter(Bytes block, Location where) {
        BloomFilter filter = BloomFilter.of(block, where);
        for (int line = 0; line < filter.lines() && !dump.full(); line++) {
            dump.item(BloomFilter.LINE_BYTES, "line " + line + ": " + filter.bitsSetIn(line) + " bits set");
        }
        if (!dump.full()) {
            dump.item(1, filter.probes() + " bits a key");
            dump.item(Integer.BYTES, filter.lines() + " lines");
        }
    }

    private Body whole(String meaning) {
        return (block, where) -> dump.item(block.length(), meaning);
    }

    private static String entry(String name, Bytes value) {
        ByteReader reader = new ByteReader(value, Location.of(name, "metaindex entry"));
        BlockHandle handle = BlockHandle.read(reader);
        return reader.atEnd() ? "block at " + handle : "block at " + handle + ", then " + value.from(reader.position());
    }

    private static BlockHandle valueHandle(Bytes records, int number, ValueIndexHandle widths) {
        int position = number * widths.recordBytes() + widths.numberBytes();
        return new BlockHandle(
                unsigned(records, position, widths.offsetBytes()),
                unsigned(records, position + widths.offsetBytes(), widths.lengthBytes()));
    }

    private static long unsigned(Bytes bytes, int position, int width) {
        byte[] padded = new byte[Long.BYTES];
        System.arraycopy(bytes.array(), bytes.offset() + position, padded, 0, width);
        return LittleEndian.getLong(padded, 0);
    }
}
