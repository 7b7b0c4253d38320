package dev.grantlake.lake.log;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.LittleEndian;

/**
 * What lies behind the place where the last segment could not be read on.
 *
 * @param writtenBytes from the place to the last byte that is not zero: zeros behind it are room, or nothing
 * @param syncedBytes the length that was on disk for certain, as the group heads behind the place say; 0 if there is
 *     none. Beyond the place, it proves damage
 * @param proofAt where the group head that says so begins
 */
record TornTail(long writtenBytes, long syncedBytes, long proofAt) {

    private static final int STEP = 1 << 16;

    /** Looks at every offset behind {@code place}: nothing says where a record begins. */
    static TornTail from(SegmentReader reader, long place) {
        long lastWritten = place;
        long synced = 0;
        long proofAt = 0;
        for (long start = place; start < reader.size(); start += STEP) {
            int length = (int) Math.min(STEP + SegmentFormat.GROUP_HEAD_BYTES, reader.size() - start);
            Bytes bytes = reader.bytes(start, length);
            for (int i = 0; i < Math.min(length, STEP); i++) {
                if (bytes.at(i) == 0) {
                    continue;
                }
                lastWritten = start + i + 1;
                long said = syncedBytes(bytes, i);
                if (said > synced && said <= start + i) {
                    synced = said;
                    proofAt = start + i;
                }
            }
        }
        return new TornTail(lastWritten - place, synced, proofAt);
    }

    /** What the group head at {@code index} says, or 0 if there is none. */
    private static long syncedBytes(Bytes bytes, int index) {
        byte[] array = bytes.array();
        int at = bytes.offset() + index;
        if (bytes.length() - index < SegmentFormat.GROUP_HEAD_BYTES
                || LittleEndian.getInt(array, at) != SegmentFormat.PREFIX_BYTES
                || LittleEndian.getInt(array, at + SegmentFormat.FRAME_BYTES) != SegmentFormat.GROUP_HEAD
                || LittleEndian.getInt(array, at + Integer.BYTES)
                        != SegmentFormat.checksum(array, at, SegmentFormat.PREFIX_BYTES)) {
            return 0;
        }
        return LittleEndian.getLong(array, at + SegmentFormat.FRAME_BYTES + Integer.BYTES);
    }

    /** The most transactions that can have begun in what was written. */
    long mostCommits() {
        return SegmentFormat.mostCommits(writtenBytes);
    }
}
