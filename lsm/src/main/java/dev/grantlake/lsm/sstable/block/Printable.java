package dev.grantlake.lsm.sstable.block;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;

/** Keys, values and trailers as text for people: short, on one line, and never ambiguous. */
public final class Printable {

    private static final int MAX_BYTES = 48;

    private Printable() {}

    /** Printable ASCII as it is, everything else as {@code \xNN}, in quotes; what is too long is cut and counted. */
    public static String of(Bytes bytes) {
        StringBuilder text = new StringBuilder("\"");
        int shown = Math.min(bytes.length(), MAX_BYTES);
        for (int i = 0; i < shown; i++) {
            int b = bytes.at(i) & 0xff;
            if (b == '"' || b == '\\') {
                text.append('\\').append((char) b);
            } else if (b >= ' ' && b <= '~') {
                text.append((char) b);
            } else {
                text.append("\\x").append(Character.forDigit(b >> 4, 16)).append(Character.forDigit(b & 0xf, 16));
            }
        }
        text.append('"');
        return shown == bytes.length() ? text.toString() : text + "… (" + bytes.length() + " bytes)";
    }

    /** For example {@code #12,SET}. */
    public static String ofTrailer(long trailer) {
        KeyKind kind = KeyKind.ofCode(Trailer.kindCode(trailer));
        return "#" + Trailer.sequence(trailer) + "," + (kind == null ? "kind " + Trailer.kindCode(trailer) : kind);
    }
}
