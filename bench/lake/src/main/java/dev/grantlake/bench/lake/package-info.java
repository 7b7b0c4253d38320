/**
 * The lake beside plain Lance, RocksDB and our own durable store, one scenario after the other:
 * {@code bench/compare-lake} runs each in a process of its own and puts their figures side by side.
 */
@org.jspecify.annotations.NullMarked
package dev.grantlake.bench.lake;
