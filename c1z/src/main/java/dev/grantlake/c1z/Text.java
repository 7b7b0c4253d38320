package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

import java.nio.charset.StandardCharsets;

/** Foreign text: in from bytes, and out into messages. */
final class Text {

    private static final int QUOTED_CHARACTERS = 80;

    private Text() {}

    /** The text that {@code bytes} are the UTF-8 form of; malformed bytes are corrupt. */
    static String ofUtf8(Bytes bytes, Location where, String what) {
        String text = bytes.toUtf8();
        // A malformed sequence reads as U+FFFD, which has other bytes.
        if (!Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)).equals(bytes)) {
            throw StorageException.corrupt(where, what + " in UTF-8", "malformed " + bytes);
        }
        return text;
    }

    /** {@code text} as a message shows it: in quotes, short, and without control characters. */
    static String quoted(String text) {
        StringBuilder shown = new StringBuilder("\"");
        int end = Math.min(text.length(), QUOTED_CHARACTERS);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            shown.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '\ufffd' : c);
        }
        return shown.append(end < text.length() ? "…\"" : "\"").toString();
    }
}
