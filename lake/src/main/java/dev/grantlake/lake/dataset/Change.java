package dev.grantlake.lake.dataset;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one commit does, all of it or nothing.
 *
 * @param readVersion the version that it is based on
 * @param added new fragments, in the order in which they get their ids
 * @param marks by fragment, the offsets of rows that are gone from now on, beside those that are marked already
 * @param removed fragments that are gone as a whole, none of which is in {@code marks}
 * @param properties what is remembered with the version
 */
public record Change(
        long readVersion,
        List<Addition> added,
        Map<Integer, int[]> marks,
        Set<Integer> removed,
        Map<String, String> properties) {}
