/**
 * What is committed and not yet in the table, in order and in memory: a {@link dev.grantlake.lake.memtable.Memtable},
 * row by row or column by column.
 */
package dev.grantlake.lake.memtable;
