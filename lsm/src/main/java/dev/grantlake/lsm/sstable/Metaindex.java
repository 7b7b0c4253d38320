package dev.grantlake.lsm.sstable;

import dev.grantlake.base.ByteReader;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.sstable.colblk.ColumnarKeyValueBlock;
import dev.grantlake.lsm.sstable.rowblk.RowKeyValueBlock;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the blocks lie that are neither data nor index. Format: {@code docs/formats/sstable.md}, "Metaindex".
 *
 * @param properties the properties block, which every table has
 * @param rangeDeletions the range-deletion block, if there is one
 * @param rangeKeys the range-key block, if there is one
 * @param valueIndex the index of the value blocks, if there are any
 * @param blobReferences the references to blob files, if values lie there
 * @param filter the filter of all user keys, if there is one whose making is known
 * @param others the other blocks by name: filters of unknown policies, and what newer writers may add
 */
public record Metaindex(
        BlockHandle properties,
        @Nullable BlockHandle rangeDeletions,
        @Nullable BlockHandle rangeKeys,
        @Nullable ValueIndexHandle valueIndex,
        @Nullable BlockHandle blobReferences,
        @Nullable BlockHandle filter,
        Map<String, BlockHandle> others) {

    static final String PROPERTIES = "rocksdb.properties";
    static final String RANGE_DELETIONS = "rocksdb.range_del2";
    static final String LEGACY_RANGE_DELETIONS = "rocksdb.range_del";
    static final String RANGE_KEYS = "pebble.range_key";
    public static final String VALUE_INDEX = "pebble.value_index";
    static final String BLOB_REFERENCES = "pebble.blob_ref_index";
    static final String FILTER = "fullfilter.rocksdb.BuiltinBloomFilter";

    /** Reads the metaindex of a table. */
    public static Metaindex read(BlockReader blocks, Footer footer) {
        BlockHandle handle = footer.metaindex();
        Location where = blocks.at(handle.offset(), BlockKind.METAINDEX);
        StoredBlock block = blocks.readStored(handle, BlockKind.METAINDEX);
        if (block.compression() != BlockCompression.NONE) {
            throw StorageException.corrupt(
                    where, "no compression", block.compression().toString());
        }
        return parse(
                footer.format().columnarMetaindex()
                        ? ColumnarKeyValueBlock.decode(block.stored(), where)
                        : RowKeyValueBlock.decode(block.stored(), where),
                where);
    }

    private static Metaindex parse(Map<String, Bytes> entries, Location where) {
        BlockHandle properties = null;
        BlockHandle rangeDeletions = null;
        BlockHandle rangeKeys = null;
        ValueIndexHandle valueIndex = null;
        BlockHandle blobReferences = null;
        BlockHandle filter = null;
        Map<String, BlockHandle> others = new LinkedHashMap<>();
        for (Map.Entry<String, Bytes> entry : entries.entrySet()) {
            Location place = where.as("entry " + entry.getKey() + " in " + where.part());
            ByteReader reader = new ByteReader(entry.getValue(), place);
            BlockHandle handle = BlockHandle.read(reader);
            switch (entry.getKey()) {
                case PROPERTIES -> properties = handle;
                case RANGE_DELETIONS -> rangeDeletions = handle;
                case RANGE_KEYS -> rangeKeys = handle;
                case VALUE_INDEX -> valueIndex = ValueIndexHandle.read(handle, reader, place);
                case BLOB_REFERENCES -> blobReferences = handle;
                case FILTER -> filter = handle;
                default -> others.put(entry.getKey(), handle);
            }
            if (!reader.atEnd()) {
                throw StorageException.corrupt(
                        place, "nothing behind the block handle", reader.remaining() + " more bytes");
            }
        }
        if (properties == null) {
            throw StorageException.corrupt(where, "an entry " + PROPERTIES, "none");
        }
        if (rangeDeletions == null && others.containsKey(LEGACY_RANGE_DELETIONS)) {
            throw StorageException.corrupt(where, "range deletions in " + RANGE_DELETIONS, LEGACY_RANGE_DELETIONS);
        }
        return new Metaindex(properties, rangeDeletions, rangeKeys, valueIndex, blobReferences, filter, others);
    }
}
