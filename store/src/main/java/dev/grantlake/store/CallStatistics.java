package dev.grantlake.store;

/** How often something was called while syncing and how long it took, in milliseconds. */
public record CallStatistics(long count, long totalMillis, long maxMillis, long errors, long timeouts) {}
