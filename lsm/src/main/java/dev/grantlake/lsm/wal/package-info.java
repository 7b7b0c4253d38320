/**
 * Write-ahead logs: batches as they lie in the records of a log, and the replay of those that are in no table yet (see
 * {@code docs/formats/wal.md}).
 */
package dev.grantlake.lsm.wal;
