package dev.grantlake.records.key;

import dev.grantlake.base.Bytes;
import dev.grantlake.records.row.Origin;

/**
 * The form of one component of a key. Components are joined by a single {@code 00}; inside a component
 *
 * <table><caption>escapes</caption>
 * <tr><th>raw byte</th><th>encoded</th></tr>
 * <tr><td>{@code 00}</td><td>{@code 01 01}</td></tr>
 * <tr><td>{@code 01}</td><td>{@code 01 02}</td></tr>
 * <tr><td>any other</td><td>itself</td></tr>
 * </table>
 *
 * <p>so an encoded component holds no {@code 00}, the order of keys is the order of their components, and each value
 * has exactly one encoding: encoded components may be moved from key to key as they are. There is no terminator and no
 * length; an empty component has no bytes. See docs/formats/records.md.
 */
public final class TupleCodec {

    /** Stands between two components. */
    public static final byte SEPARATOR = 0x00;

    private static final byte ESCAPE = 0x01;
    private static final byte ESCAPED_00 = 0x01;
    private static final byte ESCAPED_01 = 0x02;

    private TupleCodec() {}

    /** The encoded form of {@code raw}; {@code raw} itself where nothing needs an escape. */
    public static Bytes encode(Bytes raw) {
        int escapes = 0;
        byte[] array = raw.array();
        int end = raw.offset() + raw.length();
        for (int i = raw.offset(); i < end; i++) {
            if (needsEscape(array[i])) {
                escapes++;
            }
        }
        if (escapes == 0) {
            return raw;
        }
        byte[] encoded = new byte[Math.addExact(raw.length(), escapes)];
        int at = 0;
        for (int i = raw.offset(); i < end; i++) {
            byte b = array[i];
            if (needsEscape(b)) {
                encoded[at++] = ESCAPE;
                encoded[at++] = b == SEPARATOR ? ESCAPED_00 : ESCAPED_01;
            } else {
                encoded[at++] = b;
            }
        }
        return Bytes.wrap(encoded);
    }

    /** The raw bytes of one encoded component; {@code encoded} itself where nothing is escaped. */
    public static Bytes decode(Bytes encoded, Origin origin) {
        byte[] array = encoded.array();
        int end = encoded.offset() + encoded.length();
        int first = encoded.offset();
        while (first < end && !needsEscape(array[first])) {
            first++;
        }
        if (first == end) {
            return encoded;
        }
        byte[] raw = new byte[encoded.length()];
        int at = first - encoded.offset();
        System.arraycopy(array, encoded.offset(), raw, 0, at);
        for (int i = first; i < end; i++) {
            byte b = array[i];
            if (b == ESCAPE) {
                i++;
                if (i == end || (array[i] != ESCAPED_00 && array[i] != ESCAPED_01)) {
                    throw origin.corrupt("01 or 02 after the escape byte of a key component", encoded.toHex());
                }
                raw[at++] = array[i] == ESCAPED_00 ? SEPARATOR : ESCAPE;
            } else if (b == SEPARATOR) {
                throw origin.corrupt("one key component", "a separator inside it: " + encoded.toHex());
            } else {
                raw[at++] = b;
            }
        }
        return Bytes.wrap(raw, 0, at);
    }

    private static boolean needsEscape(byte b) {
        return (b & 0xfe) == 0;
    }
}
