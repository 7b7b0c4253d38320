/**
 * Scenario runs beside the Go peer: the same calls on the same file, reported in the same lines, so that a script can
 * set both side by side (see {@code interop/README.md}, "Benchmarks").
 */
package dev.grantlake.bench.peer;
