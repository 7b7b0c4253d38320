package dev.grantlake.lsm.key;

import dev.grantlake.base.Bytes;

/**
 * Something said about all user keys in {@code [start, end)} that is no point: Pebble shows it beside the points, here
 * it is only looked at.
 *
 * @param kind {@link KeyKind#RANGE_KEY_SET}, {@link KeyKind#RANGE_KEY_UNSET} or {@link KeyKind#RANGE_KEY_DELETE}
 * @param suffix which of several range keys of one span; empty for a delete, which means all
 * @param value the value of a set, empty otherwise
 */
public record RangeKey(Bytes start, Bytes end, long sequence, KeyKind kind, Bytes suffix, Bytes value) {}
