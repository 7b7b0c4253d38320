package dev.grantlake.c1z.inspect;

import dev.grantlake.base.Bytes;
import dev.grantlake.c1z.C1zFile;
import dev.grantlake.vfs.ReadableFile;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The SHA-256 of a file in a payload, which the frame index states and readers do not need. */
public final class PayloadDigest {

    private static final int CHUNK = 1 << 20;

    private PayloadDigest() {}

    /**
     * Reads the file from end to end, in bounded memory.
     *
     * @throws dev.grantlake.base.StorageException if it cannot be read, as {@link ReadableFile#read} says it
     */
    public static Bytes sha256(C1zFile container, String name) {
        MessageDigest digest = newSha256();
        try (ReadableFile file = container.payload().open(name)) {
            long offset = 0;
            // Once at least: an empty file has a frame too.
            do {
                Bytes chunk = file.read(offset, (int) Math.min(CHUNK, file.size() - offset));
                digest.update(chunk.array(), chunk.offset(), chunk.length());
                offset += chunk.length();
            } while (offset < file.size());
        }
        return Bytes.wrap(digest.digest());
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
