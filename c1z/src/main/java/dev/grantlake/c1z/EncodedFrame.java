package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.XxHash64;
import dev.grantlake.base.Zstd;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A payload file as it goes into a frame.
 *
 * @param frame one zstd frame
 * @param rawSize length of the file in bytes
 * @param rawXxh64 its XXH64
 * @param rawSha256 its SHA-256
 */
record EncodedFrame(String name, Bytes frame, long rawSize, long rawXxh64, Bytes rawSha256) {

    /** The frame that Go writes for a file of no bytes, of which a payload has several. */
    static final Bytes EMPTY = Bytes.ofHex("28b52ffd046801000099e9d851");

    static EncodedFrame of(String name, Bytes raw, int level) {
        MessageDigest sha256 = newSha256();
        sha256.update(raw.array(), raw.offset(), raw.length());
        return new EncodedFrame(
                name,
                raw.isEmpty() ? EMPTY : Bytes.wrap(Zstd.compress(raw, level)),
                raw.length(),
                XxHash64.of(raw),
                Bytes.wrap(sha256.digest()));
    }

    static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
