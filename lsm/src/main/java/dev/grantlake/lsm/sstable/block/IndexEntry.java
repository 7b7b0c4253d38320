package dev.grantlake.lsm.sstable.block;

import dev.grantlake.base.Bytes;

/**
 * What an index says of a block.
 *
 * @param separator a user key: none in the block is above it, and none in the next block below
 * @param trailer that of the block's last key if the separator is that key, or an artificial one
 * @param offset of the block
 * @param length of the block as stored, without its trailer
 * @param properties of the block, encoded; empty for none
 */
public record IndexEntry(Bytes separator, long trailer, long offset, long length, Bytes properties) {}
