package dev.grantlake.cli.entries;

import dev.grantlake.base.Bytes;
import dev.grantlake.cli.json.Unprintable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** How keys and values are written on the command line. */
public enum KeyText {
    /**
     * Text in UTF-8. Of bytes that are no printable text, each is shown as {@code \xNN}; a backslash is shown as it is,
     * so that only {@link #HEX} is unambiguous.
     */
    UTF8 {
        @Override
        public Bytes parse(String text) {
            return Bytes.utf8(text);
        }

        @Override
        public String show(Bytes bytes) {
            try {
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes.array(), bytes.offset(), bytes.length()))
                        .toString();
                if (text.codePoints().noneMatch(Unprintable::is)) {
                    return text;
                }
            } catch (CharacterCodingException e) {
                return escaped(bytes);
            }
            return escaped(bytes);
        }
    },

    /** Two digits a byte. */
    HEX {
        @Override
        public Bytes parse(String text) {
            return Bytes.ofHex(text);
        }

        @Override
        public String show(Bytes bytes) {
            return bytes.toHex();
        }
    };

    /**
     * The bytes that {@code text} means.
     *
     * @throws IllegalArgumentException if it means none
     */
    public abstract Bytes parse(String text);

    public abstract String show(Bytes bytes);

    private static String escaped(Bytes bytes) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < bytes.length(); i++) {
            int b = bytes.at(i) & 0xff;
            if (b >= ' ' && b <= '~') {
                shown.append((char) b);
            } else {
                shown.append("\\x").append(Character.forDigit(b >> 4, 16)).append(Character.forDigit(b & 15, 16));
            }
        }
        return shown.toString();
    }
}
