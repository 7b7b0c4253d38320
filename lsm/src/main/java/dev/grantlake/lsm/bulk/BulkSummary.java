package dev.grantlake.lsm.bulk;

/**
 * What a load has written.
 *
 * @param tables how many there are
 * @param entries in all of them
 * @param tableBytes of all of them, as they lie in their files
 */
public record BulkSummary(int tables, long entries, long tableBytes) {}
