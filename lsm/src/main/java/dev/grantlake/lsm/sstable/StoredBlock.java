package dev.grantlake.lsm.sstable;

import dev.grantlake.base.Bytes;

/**
 * A block as it lies in the file, its checksum verified.
 *
 * @param stored its bytes, compressed as {@code compression} says
 * @param checksum the checksum that the trailer stores
 */
public record StoredBlock(BlockHandle handle, Bytes stored, BlockCompression compression, int checksum) {}
