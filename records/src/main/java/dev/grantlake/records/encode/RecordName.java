package dev.grantlake.records.encode;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.store.StoreException;

/**
 * A record as errors name it.
 *
 * @param kind for example {@code grant}
 * @param id the id by which its connector knows it
 */
record RecordName(String kind, String id) {

    private static final int SHOWN = 200;

    /** The error for a record that cannot be stored. */
    StoreException refused(String why) {
        return StoreException.invalidArgument("cannot store " + this + ": " + why);
    }

    /** The UTF-8 form of one of its texts. */
    Bytes utf8(String text) {
        try {
            return Bytes.utf8(text);
        } catch (StorageException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    /** Refuses a key above the limit. */
    void checkKey(long keyBytes, RecordLimits limits) {
        if (keyBytes > limits.keyBytes()) {
            throw refused("a key of " + keyBytes + " bytes, at most " + limits.keyBytes() + " are allowed");
        }
    }

    /** Refuses a key and a value that together are above the limit. */
    void checkRow(long rowBytes, RecordLimits limits) {
        if (rowBytes > limits.rowBytes()) {
            throw refused("a row of " + rowBytes + " bytes, at most " + limits.rowBytes() + " are possible");
        }
    }

    @Override
    public String toString() {
        return kind + " \"" + (id.length() <= SHOWN ? id : id.substring(0, SHOWN) + "…") + "\"";
    }
}
