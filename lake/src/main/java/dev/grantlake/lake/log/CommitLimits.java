package dev.grantlake.lake.log;

import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;

/**
 * How large the parts of one transaction may be. A replay accepts whatever any limits let through.
 *
 * @param maxKeyBytes of a key, 1 or more
 * @param maxValueBytes of a value, 0 or more
 * @param maxRecordBytes of all operations of a transaction in the log's encoding, with their numbers; at most
 *     {@value #MOST_RECORD_BYTES}
 */
public record CommitLimits(int maxKeyBytes, int maxValueBytes, int maxRecordBytes) {

    /** What the log's format allows for a transaction, and a replay reads. */
    public static final int MOST_RECORD_BYTES = SegmentFormat.MAX_BODY_BYTES;

    /** Keys of 64 KiB, values of 16 MiB, transactions of 64 MiB. */
    public static final CommitLimits DEFAULT = new CommitLimits(64 << 10, 16 << 20, MOST_RECORD_BYTES);

    public CommitLimits {
        if (maxKeyBytes < 1 || maxValueBytes < 0 || maxRecordBytes < 1 || maxRecordBytes > MOST_RECORD_BYTES) {
            throw new StorageException(
                    Kind.INVALID_ARGUMENT,
                    "limits of " + maxKeyBytes + " bytes a key, " + maxValueBytes + " a value and " + maxRecordBytes
                            + " a transaction");
        }
    }

    /** Refuses a key that is empty or too long. */
    public void requireKey(int length) {
        if (length == 0) {
            throw new StorageException(Kind.INVALID_ARGUMENT, "the key is empty");
        }
        require("a key", length, maxKeyBytes);
    }

    /** Refuses a value that is too long. */
    public void requireValue(int length) {
        require("a value", length, maxValueBytes);
    }

    void requireRecord(int bodyLength) {
        require("a transaction", bodyLength, maxRecordBytes);
    }

    private static void require(String what, int length, int most) {
        if (length > most) {
            throw new StorageException(
                    Kind.LIMIT_EXCEEDED, what + " of " + length + " bytes, at most " + most + " are allowed");
        }
    }
}
