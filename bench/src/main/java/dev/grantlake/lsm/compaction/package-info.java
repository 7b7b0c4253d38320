/** Benchmarks of what is package-private in {@code lsm}. */
@org.jspecify.annotations.NullMarked
package dev.grantlake.lsm.compaction;
