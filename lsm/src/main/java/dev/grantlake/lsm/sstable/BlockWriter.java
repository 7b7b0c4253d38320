package dev.grantlake.lsm.sstable;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Crc32c;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.base.SnappyEncoder;
import dev.grantlake.base.Varint;
import dev.grantlake.base.Zstd;
import dev.grantlake.vfs.FileSink;

import java.util.LinkedHashMap;
import java.util.Map;

import static java.util.stream.Collectors.joining;

/**
 * Writes the blocks of one table, each with its trailer, one behind the other; the counterpart of {@link BlockReader}.
 * Checksums are CRC-32C. Belongs to one thread.
 */
final class BlockWriter {

    /** A compressed block is kept if it takes so much of the original at most. */
    private static final int MOST_PERCENT = 88;

    private final FileSink file;
    private final CompressionProfile profile;
    private final SnappyEncoder snappy = new SnappyEncoder();
    private final Map<CompressionProfile, Tally> tallies = new LinkedHashMap<>();
    private final Crc32c checksum = new Crc32c();
    private byte[] compressed = new byte[0];

    /** Bytes of blocks that are compressed in one way. */
    private static final class Tally {
        long stored;
        long original;
    }

    BlockWriter(FileSink file, CompressionProfile profile) {
        this.file = file;
        this.profile = profile;
    }

    /** Where the next block will lie. */
    long offset() {
        return file.size();
    }

    /** Writes a block, compressed if that helps. The sink is spoiled. */
    BlockHandle write(ByteSink block) {
        int length = compress(block.array(), block.size());
        // What repeats so much that readers would take it for an attack is stored as it is.
        if ((long) length * 100 > (long) block.size() * MOST_PERCENT || block.size() > ExpansionBudget.always(length)) {
            return writePlain(block);
        }
        count(profile, length, block.size());
        BlockCompression kind = profile == CompressionProfile.SNAPPY ? BlockCompression.SNAPPY : BlockCompression.ZSTD;
        return append(compressed, length, kind);
    }

    /** Writes a block as it is. The sink is spoiled. */
    BlockHandle writePlain(ByteSink block) {
        int length = block.size();
        count(CompressionProfile.NONE, length, length);
        block.writeZeros(BlockHandle.TRAILER_BYTES);
        return append(block.array(), length, BlockCompression.NONE);
    }

    /** How much of what was written so far is compressed in which way, as the properties of a table say it. */
    String statistics() {
        return tallies.entrySet().stream()
                .map(entry ->
                        entry.getKey().settingName() + ":" + entry.getValue().stored + "/" + entry.getValue().original)
                .collect(joining(","));
    }

    private BlockHandle append(byte[] array, int length, BlockCompression kind) {
        BlockHandle handle = new BlockHandle(file.size(), length);
        array[length] = (byte) kind.code();
        LittleEndian.putInt(
                array, length + 1, checksum.reset().update(array, 0, length + 1).masked());
        file.write(array, 0, length + BlockHandle.TRAILER_BYTES);
        return handle;
    }

    /** Fills {@link #compressed}, with room for a trailer, and returns the length. */
    private int compress(byte[] array, int length) {
        switch (profile) {
            case NONE -> {
                return Integer.MAX_VALUE;
            }
            case SNAPPY -> {
                ensureCompressed(SnappyEncoder.maxLength(length));
                return snappy.encode(array, 0, length, compressed, 0);
            }
            case ZSTD -> {
                byte[] frame = Zstd.compressUnchecked(Bytes.wrap(array, 0, length), CompressionProfile.ZSTD_LEVEL);
                ensureCompressed((long) Varint.MAX_BYTES + frame.length);
                int prefix = Varint.write(compressed, 0, length);
                System.arraycopy(frame, 0, compressed, prefix, frame.length);
                return prefix + frame.length;
            }
        }
        throw new IllegalStateException(profile.toString());
    }

    private void ensureCompressed(long bytes) {
        long needed = bytes + BlockHandle.TRAILER_BYTES;
        if (needed > compressed.length) {
            compressed = new byte[Math.toIntExact(needed)];
        }
    }

    private void count(CompressionProfile as, long stored, long original) {
        Tally tally = tallies.computeIfAbsent(as, unused -> new Tally());
        tally.stored += stored;
        tally.original += original;
    }
}
