package dev.grantlake.c1z;

/**
 * How often one operation ran during a sync, and for how long.
 *
 * @param totalMillis sum over all calls
 * @param maxMillis the longest call
 */
public record CallSummary(long count, long totalMillis, long maxMillis, long errors, long timeouts) {}
