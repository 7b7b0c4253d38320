package dev.grantlake.pebble.bulk;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.key.TupleCodec;
import dev.grantlake.records.row.KeyOrigin;
import dev.grantlake.wire.storage.v3.PrincipalRef;

/**
 * Makes the reference of a grant to its principal of the principal's components in the key: type and id, as they stand
 * there but for escapes, each behind its tag and length.
 */
final class PrincipalRefs {

    private static final byte ESCAPE = 1;
    private static final int DELIMITED = 2;
    private static final int TYPE_TAG = PrincipalRef.RESOURCE_TYPE_ID_FIELD_NUMBER << 3 | DELIMITED;
    private static final int ID_TAG = PrincipalRef.RESOURCE_ID_FIELD_NUMBER << 3 | DELIMITED;

    private PrincipalRefs() {}

    /** Replaces what is in {@code ref}. */
    static void write(byte[] array, int offset, int length, ByteSink ref) {
        int separator = -1;
        boolean escaped = false;
        for (int i = offset; i < offset + length; i++) {
            byte b = array[i];
            if (b == TupleCodec.SEPARATOR) {
                separator = i;
            }
            escaped |= b == ESCAPE;
        }
        int end = offset + length;
        ref.clear();
        write(TYPE_TAG, array, offset, separator - offset, escaped, ref);
        write(ID_TAG, array, separator + 1, end - separator - 1, escaped, ref);
    }

    private static void write(int tag, byte[] array, int offset, int length, boolean escaped, ByteSink ref) {
        Bytes text = Bytes.wrap(array, offset, length);
        if (escaped) {
            text = TupleCodec.decode(text, new KeyOrigin("principal", text));
        }
        ref.writeByte(tag).writeLengthPrefixed(text);
    }
}
