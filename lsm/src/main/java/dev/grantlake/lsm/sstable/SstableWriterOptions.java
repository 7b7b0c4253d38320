package dev.grantlake.lsm.sstable;

import static java.util.Objects.requireNonNull;

/**
 * How a table is written. The order of keys is that of unsigned bytes, and the operator for merge operands is
 * concatenation: the names in the properties are those of Pebble's defaults.
 *
 * @param format {@link TableFormat#PEBBLE_V7}, which Pebble v2.1.5 writes itself, or {@link TableFormat#PEBBLE_V4}, the
 *     last one of rows
 * @param blockBytes the size that data blocks should not pass, before compression; 256 to 2^28
 * @param indexBlockBytes the same of index blocks; a larger index gets two levels
 * @param compression of data, index and, in Pebblev7, properties
 * @param filterBitsPerKey bits of a Bloom filter a key, 1 to 100; or 0 for no filter, as in every file of Go's SDK
 * @param lowestLevel whether nothing older lies below the table: deletions are then marked obsolete
 * @param validated whether {@link SstableWriter#finish} reads the table back and compares it with what it was given.
 *     Keeps all of it in memory, twice: for tests
 */
public record SstableWriterOptions(
        TableFormat format,
        int blockBytes,
        int indexBlockBytes,
        CompressionProfile compression,
        int filterBitsPerKey,
        boolean lowestLevel,
        boolean validated) {

    private static final int LEAST_BLOCK_BYTES = 256;
    private static final int GREATEST_BLOCK_BYTES = 1 << 28;
    private static final int MOST_FILTER_BITS = 100;

    /** What Go's SDK writes: Pebblev7, blocks of 32 KiB, Snappy, no filter. */
    public static final SstableWriterOptions DEFAULT = new SstableWriterOptions(
            TableFormat.PEBBLE_V7, 32 << 10, 32 << 10, CompressionProfile.SNAPPY, 0, false, false);

    public SstableWriterOptions {
        requireNonNull(compression, "compression");
        if (format != TableFormat.PEBBLE_V7 && format != TableFormat.PEBBLE_V4) {
            throw new IllegalArgumentException("no writer for " + format);
        }
        if (!soundBlock(blockBytes)
                || !soundBlock(indexBlockBytes)
                || filterBitsPerKey < 0
                || filterBitsPerKey > MOST_FILTER_BITS) {
            throw new IllegalArgumentException(blockBytes + ", " + indexBlockBytes + ", " + filterBitsPerKey);
        }
    }

    /** The same in another format. */
    public SstableWriterOptions with(TableFormat format) {
        return new SstableWriterOptions(
                format, blockBytes, indexBlockBytes, compression, filterBitsPerKey, lowestLevel, validated);
    }

    /** The same with another compression. */
    public SstableWriterOptions with(CompressionProfile compression) {
        return new SstableWriterOptions(
                format, blockBytes, indexBlockBytes, compression, filterBitsPerKey, lowestLevel, validated);
    }

    /** The same with other sizes of data and index blocks. */
    public SstableWriterOptions withBlocks(int blockBytes, int indexBlockBytes) {
        return new SstableWriterOptions(
                format, blockBytes, indexBlockBytes, compression, filterBitsPerKey, lowestLevel, validated);
    }

    /** The same with another filter, or none. */
    public SstableWriterOptions withFilter(int filterBitsPerKey) {
        return new SstableWriterOptions(
                format, blockBytes, indexBlockBytes, compression, filterBitsPerKey, lowestLevel, validated);
    }

    /** The same for the lowest level or another one. */
    public SstableWriterOptions withLowestLevel(boolean lowestLevel) {
        return new SstableWriterOptions(
                format, blockBytes, indexBlockBytes, compression, filterBitsPerKey, lowestLevel, validated);
    }

    /** The same with or without validation. */
    public SstableWriterOptions withValidation(boolean validated) {
        return new SstableWriterOptions(
                format, blockBytes, indexBlockBytes, compression, filterBitsPerKey, lowestLevel, validated);
    }

    private static boolean soundBlock(int bytes) {
        return bytes >= LEAST_BLOCK_BYTES && bytes <= GREATEST_BLOCK_BYTES;
    }
}
