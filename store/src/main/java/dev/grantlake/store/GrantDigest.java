package dev.grantlake.store;

import java.util.HexFormat;

/**
 * A fingerprint of a set of grants: equal digests mean equal access (keys and sources), not equal annotations or times.
 *
 * @param hash the XOR of the grants' content hashes
 * @param count number of grants
 */
public record GrantDigest(long hash, long count) {

    /** The hash as 16 hexadecimal digits. */
    public String hashHex() {
        return HexFormat.of().toHexDigits(hash);
    }
}
