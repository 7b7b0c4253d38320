package dev.grantlake.records.encode;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Varint;

/**
 * Where the texts lie in an encoded reference that {@link EntitlementPieces} or {@link PrincipalPieces} made: one after
 * the other, each behind one byte of tag and its length. For loops that run per grant; anything else in place of such a
 * reference has no defined result.
 */
final class RefTexts {

    private RefTexts() {}

    /** The length of the text whose tag is at {@code at}, and in the high half where it begins. */
    static long text(byte[] array, int at) {
        return Varint.read31(array, at + 1, array.length);
    }

    static int start(long text) {
        return Varint.endOf31(text);
    }

    static int length(long text) {
        return Varint.valueOf31(text);
    }

    static int end(long text) {
        return start(text) + length(text);
    }

    /** What follows the second text of a reference: the parent in that of a principal. */
    static Bytes afterSecond(Bytes ref) {
        int second = end(text(ref.array(), ref.offset()));
        return ref.from(end(text(ref.array(), second)) - ref.offset());
    }
}
