/** Benchmarks of what is package-private in {@code lake}. */
@org.jspecify.annotations.NullMarked
package dev.grantlake.lake;
