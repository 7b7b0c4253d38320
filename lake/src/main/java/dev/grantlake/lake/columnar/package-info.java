/**
 * The columnar side of a lake: a {@link dev.grantlake.lake.table.Table} over a dataset. Makes one version after the
 * other, each on disk before anybody sees it. Rows are found by {@code directory}, read by {@code block}, held by
 * {@code version} and rewritten by {@code compaction}, none of which knows this package.
 */
package dev.grantlake.lake.columnar;
