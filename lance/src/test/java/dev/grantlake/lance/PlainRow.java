package dev.grantlake.lance;

import dev.grantlake.base.Bytes;

/** A row of a dataset, as everybody sees it. */
record PlainRow(Bytes key, Bytes value, long version, boolean tombstone, long seq) {

    static PlainRow of(String key, String value, long seq) {
        return new PlainRow(Bytes.utf8(key), Bytes.utf8(value), seq, false, seq);
    }

    static PlainRow tombstone(String key, long seq) {
        return new PlainRow(Bytes.utf8(key), Bytes.EMPTY, seq, true, seq);
    }

    @Override
    public String toString() {
        return key.toUtf8() + (tombstone ? "!" : "=" + value.toUtf8()) + "/" + seq;
    }
}
