/**
 * What is committed and not yet in the table, in order and in memory: a {@link dev.grantlake.lake.memtable.Memtable},
 * of which {@link dev.grantlake.lake.memtable.SkipListMemtable} is the form in use.
 */
package dev.grantlake.lake.memtable;
