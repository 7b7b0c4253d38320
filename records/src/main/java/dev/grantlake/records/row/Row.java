package dev.grantlake.records.row;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;

/**
 * One entry of the store: the key and the encoded record. The value may be a part of a larger block, which lives as
 * long as the row does.
 *
 * @param file the store as error messages name it
 */
public record Row(String file, Bytes key, Bytes value) implements Origin {

    /** The record, to be decoded field by field. */
    public WireMessage message() {
        return new WireMessage(value, this);
    }

    @Override
    public Location location() {
        return new KeyOrigin(file, key).location();
    }
}
