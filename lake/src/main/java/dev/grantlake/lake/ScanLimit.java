package dev.grantlake.lake;

import dev.grantlake.base.StorageException;

/**
 * Where a scan ends before its range does. Keys that are deleted or skipped do not count. A limit of bytes lets at
 * least one entry through; a count of 0 lets none.
 */
public sealed interface ScanLimit {

    /** No limit but the end of the range. */
    ScanLimit NONE = new Count(Long.MAX_VALUE);

    /**
     * The first entries.
     *
     * @param entries 0 or more
     */
    record Count(long entries) implements ScanLimit {

        public Count {
            requirePositive(entries);
        }

        @Override
        public boolean reached(long seen, long seenBytes) {
            return seen >= entries;
        }
    }

    /**
     * Entries until their keys and values come to so many bytes; the one that reaches it is the last.
     *
     * @param bytes 0 or more
     */
    record Bytes(long bytes) implements ScanLimit {

        public Bytes {
            requirePositive(bytes);
        }

        @Override
        public boolean reached(long seen, long seenBytes) {
            return seen > 0 && seenBytes >= bytes;
        }
    }

    /**
     * Whichever of the two comes first.
     *
     * @param bytes 0 or more
     * @param entries 0 or more
     */
    record BytesOrCount(long bytes, long entries) implements ScanLimit {

        public BytesOrCount {
            requirePositive(bytes);
            requirePositive(entries);
        }

        @Override
        public boolean reached(long seen, long seenBytes) {
            return seen >= entries || (seen > 0 && seenBytes >= bytes);
        }
    }

    /**
     * Whether no further entry belongs to the result.
     *
     * @param seen entries in it
     * @param seenBytes lengths of their keys and values
     */
    boolean reached(long seen, long seenBytes);

    private static void requirePositive(long number) {
        if (number < 0) {
            throw new StorageException(StorageException.Kind.INVALID_ARGUMENT, "a limit of " + number);
        }
    }
}
