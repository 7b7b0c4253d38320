/**
 * Workloads: records made by a recipe, the same on every machine and in every run, in any number and in bounded memory.
 * The recipes are those of the measurements in {@code docs/performance.md}; the Go program in {@code interop} makes the
 * same records.
 */
package dev.grantlake.workload;
