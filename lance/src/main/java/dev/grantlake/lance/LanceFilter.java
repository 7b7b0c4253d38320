package dev.grantlake.lance;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;

import java.util.List;
import java.util.stream.Collectors;

/** Questions as the library's SQL. */
final class LanceFilter {

    private LanceFilter() {}

    /** The live rows of a range. */
    static String range(KeyRange range) {
        StringBuilder filter = new StringBuilder();
        Bytes from = range.from();
        if (from != null) {
            filter.append("key >= ").append(literal(from)).append(" AND ");
        }
        Bytes to = range.to();
        if (to != null) {
            filter.append("key < ").append(literal(to)).append(" AND ");
        }
        return filter.append("tombstone = false").toString();
    }

    /** The rows of these keys, tombstones too. */
    static String keys(List<Bytes> keys) {
        if (keys.isEmpty()) {
            return "false";
        }
        if (keys.size() == 1) {
            return "key = " + literal(keys.get(0));
        }
        return keys.stream().map(LanceFilter::literal).collect(Collectors.joining(", ", "key IN (", ")"));
    }

    private static String literal(Bytes key) {
        return "X'" + key.toHex() + "'";
    }
}
