package dev.grantlake.records.row;

import dev.grantlake.base.Bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Text out of bytes, strictly: what is not UTF-8 is an error, as it is for the writer of these files. */
public final class Utf8 {

    private static final char REPLACEMENT = '\ufffd';

    private Utf8() {}

    /**
     * The text of {@code bytes}.
     *
     * <p>Implementation note. The JDK's decoder is far faster than a strict one of ours, but replaces what is
     * malformed. A malformed sequence always leaves a replacement character, so only a text that has one is looked at
     * twice.
     */
    public static String decode(Bytes bytes, Origin origin) {
        return decode(bytes.array(), bytes.offset(), bytes.length(), origin);
    }

    /** The text of a part of {@code array}, as {@link #decode(Bytes, Origin)}. */
    static String decode(byte[] array, int offset, int length, Origin origin) {
        if (length == 0) {
            return "";
        }
        String text = new String(array, offset, length, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) >= 0) {
            byte[] again = text.getBytes(StandardCharsets.UTF_8);
            if (!Arrays.equals(again, 0, again.length, array, offset, offset + length)) {
                throw origin.corrupt("UTF-8", Bytes.wrap(array, offset, length).toString());
            }
        }
        return text;
    }
}
