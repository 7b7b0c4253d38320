/**
 * The key-value store beside others, one scenario after the other: {@code bench/compare-kv} runs each engine in a
 * process of its own, Pebble itself by the Go peer's {@code bench-kv}, and puts their figures side by side.
 */
@org.jspecify.annotations.NullMarked
package dev.grantlake.bench.kv;
