package dev.grantlake.lake.dataset;

import dev.grantlake.kv.KeyRange;

import java.util.Set;

/**
 * A question for the live rows of a range in the order of their keys, tombstones left out.
 *
 * @param reverse the greatest key first
 * @param limit at most so many rows, more than 0
 */
public record KeyScan(KeyRange range, boolean reverse, int limit, Set<Column> columns) {}
