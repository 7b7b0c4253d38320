package dev.grantlake.lsm.sstable;

import dev.grantlake.base.ByteReader;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.sstable.colblk.ColumnarKeyValueBlock;
import dev.grantlake.lsm.sstable.rowblk.RowKeyValueBlock;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the writer of a table noted about it. Immutable. Format: {@code docs/formats/sstable.md}, "Properties".
 *
 * <p>Only names ({@link Property#COMPARATOR}, {@link Property#MERGE_OPERATOR}, {@link Property#KEY_SCHEMA}), the index
 * type and what Pebblev7 repeats in the footer are relied on; counts and sizes are statistics.
 */
public final class TableProperties {

    private final Map<Property, Long> numbers = new EnumMap<>(Property.class);
    private final Map<Property, String> texts = new EnumMap<>(Property.class);
    private final Map<String, Bytes> others = new LinkedHashMap<>();

    /**
     * Decodes the values of a properties block.
     *
     * @param entries values by name
     */
    TableProperties(Map<String, Bytes> entries, Location where) {
        entries.forEach((name, value) -> {
            Property property = Property.ofDiskName(name);
            if (property == null) {
                others.put(name, Bytes.wrap(value.toArray()));
                return;
            }
            Location place = where.as("property " + name + " in " + where.part());
            switch (property.type()) {
                case TEXT -> texts.put(property, value.toUtf8());
                case FLAG -> numbers.put(property, value.equals(Bytes.utf8("1")) ? 1L : 0L);
                case NUMBER -> {
                    ByteReader reader = new ByteReader(value, place);
                    numbers.put(property, reader.readVarint64());
                    requireEnd(reader, place);
                }
                case FIXED32 -> {
                    ByteReader reader = new ByteReader(value, place);
                    numbers.put(property, reader.readIntLe() & 0xffff_ffffL);
                    requireEnd(reader, place);
                }
            }
        });
    }

    /** Reads the properties of a table. */
    public static TableProperties read(BlockReader blocks, Footer footer, Metaindex metaindex) {
        BlockHandle handle = metaindex.properties();
        Location where = blocks.at(handle.offset(), BlockKind.PROPERTIES);
        Bytes block = blocks.readKept(handle, BlockKind.PROPERTIES);
        Map<String, Bytes> entries = footer.format().columnarProperties()
                ? ColumnarKeyValueBlock.decode(block, where)
                : RowKeyValueBlock.decode(block, where);
        return new TableProperties(entries, where);
    }

    /** Whether the index has two levels. */
    public boolean hasTwoLevelIndex() {
        return number(Property.INDEX_TYPE) == Property.TWO_LEVEL_INDEX_TYPE;
    }

    /** Whether the writer noted it at all. */
    public boolean has(Property property) {
        return numbers.containsKey(property) || texts.containsKey(property);
    }

    /** The value of a count, size, type or flag (0 or 1); 0 if the writer left it out. Unsigned. */
    public long number(Property property) {
        return numbers.getOrDefault(property, 0L);
    }

    /** The value of a name or text; empty if the writer left it out. */
    public String text(Property property) {
        return texts.getOrDefault(property, "");
    }

    /** What is there under names that {@link Property} does not know, in their order on disk. */
    public Map<String, Bytes> others() {
        return Collections.unmodifiableMap(others);
    }

    private static void requireEnd(ByteReader reader, Location place) {
        if (!reader.atEnd()) {
            throw StorageException.corrupt(place, "nothing behind the number", reader.remaining() + " more bytes");
        }
    }
}
