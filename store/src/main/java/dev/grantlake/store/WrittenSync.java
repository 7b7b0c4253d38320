package dev.grantlake.store;

/**
 * A file that has been written.
 *
 * @param syncId the sync in it
 * @param statistics how much the sync holds
 * @param sizeBytes the size of the file
 * @param spilledBytes what went through the temporary folder on the way
 */
public record WrittenSync(String syncId, SyncStatistics statistics, long sizeBytes, long spilledBytes) {}
