/**
 * Rows for people and programs: a {@link dev.grantlake.cli.output.RowFormat} says what a row of one kind looks like, a
 * {@link dev.grantlake.cli.output.RowSink} prints rows as they come, as an aligned table, as JSON lines or as CSV.
 */
package dev.grantlake.cli.output;
