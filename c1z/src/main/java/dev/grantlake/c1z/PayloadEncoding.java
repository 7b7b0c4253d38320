package dev.grantlake.c1z;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

/** How the payload of a v3 file holds its directory. The numbers 3 and 4 are burnt: no reader takes them. */
public enum PayloadEncoding {

    /** One zstd stream of one tar archive. */
    TAR_ZSTD(1),

    /** The tar archive as it is. */
    TAR(2),

    /** One zstd frame a file, an index of the frames, a footer; see {@link FrameTable}. */
    INDEXED_ZSTD(5);

    private final int code;

    PayloadEncoding(int code) {
        this.code = code;
    }

    /** The number in the manifest. */
    public int code() {
        return code;
    }

    /**
     * The encoding of this number.
     *
     * @throws StorageException of kind {@code UNSUPPORTED} for any other number, 0 ("unspecified") included
     */
    static PayloadEncoding of(int code, Location where) {
        for (PayloadEncoding encoding : values()) {
            if (encoding.code == code) {
                return encoding;
            }
        }
        throw StorageException.unsupported(where, "payload encoding " + code + " is not one of 1, 2 and 5");
    }
}
