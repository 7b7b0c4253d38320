/**
 * How columns of a dataset are read: single rows, {@link dev.grantlake.lake.block.BlockReader blocks} that stay in one
 * {@link dev.grantlake.lake.block.BlockCache cache}, and longer {@link dev.grantlake.lake.block.Window windows} for who
 * goes on.
 */
package dev.grantlake.lake.block;
