/**
 * Which fragments are {@link dev.grantlake.lake.compaction.CompactionChoice worth} a
 * {@link dev.grantlake.lake.compaction.Compaction copy}, and the copy.
 */
package dev.grantlake.lake.compaction;
