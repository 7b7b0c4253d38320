package dev.grantlake.lsm.sstable;

import dev.grantlake.base.ByteReader;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.lsm.sstable.block.Printable;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/**
 * The properties that Pebble v2.1.5 knows, by the names that they have on disk. Sizes are in bytes; what a writer
 * leaves out reads as 0, false or empty.
 */
public enum Property {
    COMPARATOR("rocksdb.comparator", Type.TEXT),
    MERGE_OPERATOR("rocksdb.merge.operator", Type.TEXT),
    KEY_SCHEMA("pebble.colblk.schema", Type.TEXT),
    /** {@link #ONE_LEVEL_INDEX_TYPE} or {@link #TWO_LEVEL_INDEX_TYPE}. */
    INDEX_TYPE("rocksdb.block.based.table.index.type", Type.FIXED32),
    DATA_BLOCKS("rocksdb.num.data.blocks", Type.NUMBER),
    /** Points and range deletions. */
    ENTRIES("rocksdb.num.entries", Type.NUMBER),
    /** Point deletions of every kind and range deletions. */
    DELETIONS("rocksdb.deleted.keys", Type.NUMBER),
    RANGE_DELETIONS("rocksdb.num.range-deletions", Type.NUMBER),
    MERGE_OPERANDS("rocksdb.merge.operands", Type.NUMBER),
    RAW_KEY_SIZE("rocksdb.raw.key.size", Type.NUMBER),
    RAW_VALUE_SIZE("rocksdb.raw.value.size", Type.NUMBER),
    /** All data blocks with their trailers. */
    DATA_SIZE("rocksdb.data.size", Type.NUMBER),
    INDEX_SIZE("rocksdb.index.size", Type.NUMBER),
    INDEX_PARTITIONS("rocksdb.index.partitions", Type.NUMBER),
    TOP_LEVEL_INDEX_SIZE("rocksdb.top-level.index.size", Type.NUMBER),
    FILTER_POLICY("rocksdb.filter.policy", Type.TEXT),
    FILTER_SIZE("rocksdb.filter.size", Type.NUMBER),
    /** The name of the writer's compression profile; each block says for itself how it is compressed. */
    COMPRESSION("rocksdb.compression", Type.TEXT),
    COMPRESSION_OPTIONS("rocksdb.compression_options", Type.TEXT),
    COMPRESSION_STATS("pebble.compression_stats", Type.TEXT),
    PROPERTY_COLLECTORS("rocksdb.property.collectors", Type.TEXT),
    POINT_TOMBSTONE_KEY_SIZE("pebble.raw.point-tombstone.key.size", Type.NUMBER),
    POINT_TOMBSTONE_VALUE_SIZE("pebble.raw.point-tombstone.value.size", Type.NUMBER),
    SIZED_DELETIONS("pebble.num.deletions.sized", Type.NUMBER),
    TOMBSTONE_DENSE_BLOCKS("pebble.num.tombstone-dense-blocks", Type.NUMBER),
    RANGE_KEY_DELETES("pebble.num.range-key-dels", Type.NUMBER),
    RANGE_KEY_SETS("pebble.num.range-key-sets", Type.NUMBER),
    RANGE_KEY_UNSETS("pebble.num.range-key-unsets", Type.NUMBER),
    RANGE_KEY_KEY_SIZE("pebble.raw.range-key.key.size", Type.NUMBER),
    RANGE_KEY_VALUE_SIZE("pebble.raw.range-key.value.size", Type.NUMBER),
    VALUE_BLOCKS("pebble.num.value-blocks", Type.NUMBER),
    VALUES_IN_VALUE_BLOCKS("pebble.num.values.in.value-blocks", Type.NUMBER),
    VALUE_BLOCKS_SIZE("pebble.value-blocks.size", Type.NUMBER),
    VALUES_IN_BLOB_FILES("pebble.num.values.in.blob-files", Type.NUMBER),
    SNAPSHOT_PINNED_KEYS("pebble.num.snapshot-pinned-keys", Type.NUMBER),
    SNAPSHOT_PINNED_KEY_SIZE("pebble.raw.snapshot-pinned-keys.size", Type.NUMBER),
    SNAPSHOT_PINNED_VALUE_SIZE("pebble.raw.snapshot-pinned-values.size", Type.NUMBER),
    /** The writer promises that all obsolete entries are marked; Pebble's database never does. */
    OBSOLETE_IS_STRICT("pebble.obsolete.is_strict", Type.FLAG);

    /** How a property's value is encoded. */
    enum Type {
        /** A varint. */
        NUMBER,
        /** Four bytes, little-endian. */
        FIXED32,
        TEXT,
        /** The character 1 for true; everything else is false. */
        FLAG
    }

    /** {@link #INDEX_TYPE} of an index of one level. */
    static final long ONE_LEVEL_INDEX_TYPE = 0;

    /** {@link #INDEX_TYPE} of an index of two levels. */
    static final long TWO_LEVEL_INDEX_TYPE = 2;

    private static final Map<String, Property> BY_NAME = new HashMap<>();

    static {
        for (Property property : values()) {
            BY_NAME.put(property.diskName, property);
        }
    }

    private final String diskName;
    private final Type type;

    Property(String diskName, Type type) {
        this.diskName = diskName;
        this.type = type;
    }

    /** The property with this name on disk, or null if Pebble knows none. */
    static @Nullable Property ofDiskName(String name) {
        return BY_NAME.get(name);
    }

    /** A property's value as text, by the name that it has on disk; unknown ones as {@link Printable} bytes. */
    public static String text(String name, Bytes value) {
        Property property = BY_NAME.get(name);
        if (property == null || property.type == Type.TEXT || property.type == Type.FLAG) {
            return Printable.of(value);
        }
        ByteReader reader = new ByteReader(value, Location.of(name, "property"));
        return property.type == Type.NUMBER
                ? Long.toUnsignedString(reader.readVarint64())
                : Integer.toUnsignedString(reader.readIntLe());
    }

    Type type() {
        return type;
    }

    /** The name on disk. */
    @Override
    public String toString() {
        return diskName;
    }
}
