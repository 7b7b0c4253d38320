package dev.grantlake.base;

/**
 * The copy from bytes just written that all codecs of the LZ family share. The caller has proved that {@code distance}
 * is at least 1 and at most what it wrote before {@code out}, and that {@code count} bytes fit before {@code end}.
 *
 * <p>Implementation note. Where there is room, copies move eight bytes at a time and run up to seven bytes past their
 * own end; the caller overwrites those, since its output must end exactly at {@code end}.
 */
final class BackReference {

    private BackReference() {}

    /**
     * Copies {@code count} bytes within {@code target} from {@code distance} bytes back to {@code out}; overlapping,
     * they repeat.
     *
     * @param end where the output will end; nothing is written from there on
     */
    static void copy(byte[] target, int out, int distance, int count, int end) {
        if (end - out >= count + Long.BYTES) {
            copyWide(target, out, distance, count);
        } else {
            for (int to = out; to < out + count; to++) {
                target[to] = target[to - distance];
            }
        }
    }

    private static void copyWide(byte[] target, int out, int distance, int count) {
        int end = out + count;
        int to = out;
        int back = distance;
        if (distance < Long.BYTES) {
            // Eight bytes one by one; then any multiple of the distance is as good as the distance itself.
            for (int i = 0; i < Long.BYTES; i++) {
                target[to + i] = target[to + i - distance];
            }
            to += Long.BYTES;
            back = distance * ((Long.BYTES + distance - 1) / distance);
        }
        for (; to < end; to += Long.BYTES) {
            LittleEndian.putLong(target, to, LittleEndian.getLong(target, to - back));
        }
    }
}
