package dev.grantlake.lsm.sstable.block;

import dev.grantlake.base.Bytes;

/**
 * One key of a range-deletion or range-key block: something said about all user keys in {@code [start, end)}. The spans
 * of a block are fragmented (two of them are equal or disjoint) and come in order of start, then newest first.
 *
 * @param start the first user key inside
 * @param end the first user key outside
 * @param trailer sequence number and kind
 * @param suffix the suffix of a range key, empty for a range deletion
 * @param value the value of a range key set, empty otherwise
 */
public record Span(Bytes start, Bytes end, long trailer, Bytes suffix, Bytes value) {}
