/**
 * What a table needs from its blocks, whatever their encoding: {@link dev.grantlake.lsm.sstable.block.DataBlockCursor}
 * walks the entries of a data block, {@link dev.grantlake.lsm.sstable.block.IndexBlock} finds the block of a key,
 * {@link dev.grantlake.lsm.sstable.block.Span} is an entry of a range-deletion or range-key block. The columnar and the
 * row encodings implement these, and nothing here knows either.
 */
package dev.grantlake.lsm.sstable.block;
