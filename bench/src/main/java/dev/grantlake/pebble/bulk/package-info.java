/**
 * Benchmarks of what is package-private in the bulk path, step by step in the order in which a sync goes through it.
 */
package dev.grantlake.pebble.bulk;
