package dev.grantlake.lsm.sstable;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Varint;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.block.KeyspanBlockBuilder;
import dev.grantlake.lsm.sstable.block.PendingPoint;

import java.util.SortedMap;
import java.util.TreeMap;

/** Counts what goes into a table, and makes its properties of that. Belongs to one thread. */
final class TableStatistics {

    /** A data block with more deletions than these is dense of them. */
    private static final int DENSE_DELETIONS = 100;

    /** So is one whose deleted keys take more of it than this part. */
    private static final float DENSE_PART = 0.5f;

    private static final String COMPRESSION_OPTIONS =
            "window_bits=-14; level=32767; strategy=0; max_dict_bytes=0; zstd_max_train_bytes=0; enabled=0; ";

    private long points;
    private long deletions;
    private long sizedDeletions;
    private long merges;
    private long rawKeyBytes;
    private long rawValueBytes;
    private long deletedKeyBytes;
    private long deletedValueBytes;
    private long rangeDeletions;
    private long rangeKeyDeletes;
    private long rangeKeySets;
    private long rangeKeyUnsets;
    private long rawRangeKeyKeyBytes;
    private long rawRangeKeyValueBytes;

    private long dataBlocks;
    private long dataBytes;
    private long denseBlocks;
    private int deletionsInBlock;
    private int deletedKeyBytesInBlock;

    private long indexBytes;
    private int indexPartitions;
    private int topIndexBytes;
    private long filterBytes;

    private long smallestSequence = Trailer.MAX_SEQUENCE;
    private long largestSequence;

    void point(PendingPoint point) {
        points++;
        rawKeyBytes += point.keyLength + (long) Long.BYTES;
        rawValueBytes += point.valueLength;
        sequence(point.trailer);
        int kind = Trailer.kindCode(point.trailer);
        if (LastPoint.isDeletion(kind)) {
            deletions++;
            deletedKeyBytes += point.keyLength;
            deletionsInBlock++;
            deletedKeyBytesInBlock += point.keyLength;
            if (kind == KeyKind.DELETE_SIZED.code()) {
                sizedDeletions++;
                if (point.valueLength > 0) {
                    int start = point.valueOffset;
                    int end = Varint.end(point.value, start, start + point.valueLength);
                    deletedValueBytes += Varint.decode(point.value, start, end);
                }
            }
        } else if (kind == KeyKind.MERGE.code()) {
            merges++;
        }
    }

    /** Notes the number of a point, range deletion or range key. */
    void sequence(long trailer) {
        long sequence = Trailer.sequence(trailer);
        smallestSequence = Math.min(smallestSequence, sequence);
        largestSequence = Math.max(largestSequence, sequence);
    }

    /** Ends a data block of {@code size} bytes before compression; the next point belongs to another one. */
    void endDataBlock(int size) {
        dataBlocks++;
        if (deletionsInBlock > DENSE_DELETIONS || deletedKeyBytesInBlock > DENSE_PART * size) {
            denseBlocks++;
        }
        deletionsInBlock = 0;
        deletedKeyBytesInBlock = 0;
    }

    /** All data blocks are written, with trailers so many bytes. */
    void data(long bytes) {
        dataBytes = bytes;
    }

    /** An index of one level, before compression. */
    void index(long bytes) {
        indexBytes = bytes;
    }

    /** An index of two levels, before compression. */
    void index(long bytes, int partitions, int topBytes) {
        indexBytes = bytes;
        indexPartitions = partitions;
        topIndexBytes = topBytes;
    }

    void filter(long bytes) {
        filterBytes = bytes;
    }

    /** The range-deletion block, finished. */
    void rangeDeletions(KeyspanBlockBuilder block) {
        rangeDeletions = block.entries(KeyKind.RANGE_DELETE);
        rawKeyBytes += block.rawKeyBytes();
        rawValueBytes += block.rawValueBytes();
    }

    /** The range-key block, finished. */
    void rangeKeys(KeyspanBlockBuilder block) {
        rangeKeyDeletes = block.entries(KeyKind.RANGE_KEY_DELETE);
        rangeKeySets = block.entries(KeyKind.RANGE_KEY_SET);
        rangeKeyUnsets = block.entries(KeyKind.RANGE_KEY_UNSET);
        rawRangeKeyKeyBytes = block.rawKeyBytes();
        rawRangeKeyValueBytes = block.rawValueBytes();
    }

    /** The least sequence number of any key, 0 if there is no key. */
    long smallestSequence() {
        return Math.min(smallestSequence, largestSequence);
    }

    long largestSequence() {
        return largestSequence;
    }

    /**
     * The properties, by name.
     *
     * @param compression {@link BlockWriter#statistics}
     */
    SortedMap<String, Bytes> properties(SstableWriterOptions options, ObsoleteMarks marks, String compression) {
        Properties properties = new Properties();
        properties.put(Property.COMPARATOR, Sstable.COMPARATOR);
        properties.put(Property.MERGE_OPERATOR, Sstable.MERGE_OPERATOR);
        properties.put(Property.COMPRESSION, options.compression().toString());
        properties.put(Property.COMPRESSION_OPTIONS, COMPRESSION_OPTIONS);
        properties.put(Property.PROPERTY_COLLECTORS, "[" + Sstable.OBSOLETE_KEY + "]");
        properties.put(Sstable.OBSOLETE_KEY, marks.table());
        if (options.format().encoding() == BlockEncoding.COLUMNAR) {
            properties.put(Property.KEY_SCHEMA, Sstable.KEY_SCHEMA);
            properties.put(Property.COMPRESSION_STATS, compression);
        }
        if (options.filterBitsPerKey() > 0) {
            properties.put(Property.FILTER_POLICY, BloomFilterBuilder.POLICY);
        }
        properties.put(Property.FILTER_SIZE, filterBytes);
        long type = indexPartitions > 0 ? Property.TWO_LEVEL_INDEX_TYPE : Property.ONE_LEVEL_INDEX_TYPE;
        properties.put(
                Property.INDEX_TYPE.toString(),
                new ByteSink().writeIntLe((int) type).toBytes());
        properties.put(Property.INDEX_SIZE, indexBytes);
        if (indexPartitions > 0) {
            properties.put(Property.INDEX_PARTITIONS, indexPartitions);
            properties.put(Property.TOP_LEVEL_INDEX_SIZE, topIndexBytes);
        }
        properties.put(Property.DATA_BLOCKS, dataBlocks);
        properties.put(Property.DATA_SIZE, dataBytes);
        properties.put(Property.ENTRIES, points + rangeDeletions);
        properties.put(Property.DELETIONS, deletions + rangeDeletions);
        properties.put(Property.RANGE_DELETIONS, rangeDeletions);
        properties.put(Property.MERGE_OPERANDS, merges);
        properties.put(Property.RAW_KEY_SIZE, rawKeyBytes);
        properties.put(Property.RAW_VALUE_SIZE, rawValueBytes);
        properties.putUnlessZero(Property.SIZED_DELETIONS, sizedDeletions);
        properties.putUnlessZero(Property.POINT_TOMBSTONE_KEY_SIZE, deletedKeyBytes);
        properties.putUnlessZero(Property.POINT_TOMBSTONE_VALUE_SIZE, deletedValueBytes);
        properties.putUnlessZero(Property.TOMBSTONE_DENSE_BLOCKS, denseBlocks);
        if (rangeKeyDeletes + rangeKeySets + rangeKeyUnsets > 0) {
            properties.put(Property.RANGE_KEY_DELETES, rangeKeyDeletes);
            properties.put(Property.RANGE_KEY_SETS, rangeKeySets);
            properties.put(Property.RANGE_KEY_UNSETS, rangeKeyUnsets);
            properties.put(Property.RANGE_KEY_KEY_SIZE, rawRangeKeyKeyBytes);
            properties.put(Property.RANGE_KEY_VALUE_SIZE, rawRangeKeyValueBytes);
        }
        return properties.byName;
    }

    /** Values as they are stored. */
    private static final class Properties {

        private final SortedMap<String, Bytes> byName = new TreeMap<>();

        void put(String name, Bytes value) {
            byName.put(name, value);
        }

        void put(Property property, String value) {
            put(property.toString(), Bytes.utf8(value));
        }

        void put(Property property, long value) {
            put(property.toString(), new ByteSink().writeVarint(value).toBytes());
        }

        void putUnlessZero(Property property, long value) {
            if (value != 0) {
                put(property, value);
            }
        }
    }
}
