package dev.grantlake.lake.testing;

import dev.grantlake.base.Bytes;

/** A row as a test writes it down. */
public record FakeRow(Bytes key, Bytes value, boolean tombstone, long seq) {

    /** A live row. */
    public static FakeRow of(String key, String value, long seq) {
        return new FakeRow(Bytes.utf8(key), Bytes.utf8(value), false, seq);
    }

    /** A row that says that there is nothing under the key. */
    public static FakeRow tombstone(String key, long seq) {
        return new FakeRow(Bytes.utf8(key), Bytes.EMPTY, true, seq);
    }
}
