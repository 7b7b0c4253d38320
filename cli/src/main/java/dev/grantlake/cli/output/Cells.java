package dev.grantlake.cli.output;

import dev.grantlake.cli.json.Unprintable;

/** Text in the cells of a terminal: how wide it is, and how to show what must not get there as it is. */
public final class Cells {

    private Cells() {}

    /**
     * {@code text} without anything that would move the cursor, end the line or turn the writing direction: such
     * characters appear as escapes.
     */
    public static String oneLine(String text) {
        int clean = 0;
        while (clean < text.length() && !Unprintable.is(text.codePointAt(clean))) {
            clean += Character.charCount(text.codePointAt(clean));
        }
        if (clean == text.length()) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(text.length() + 8).append(text, 0, clean);
        for (int i = clean; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            switch (c) {
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                default -> {
                    if (Unprintable.is(c)) {
                        Character.toString(c).chars().forEach(unit -> escape((char) unit, escaped));
                    } else {
                        escaped.appendCodePoint(c);
                    }
                }
            }
        }
        return escaped.toString();
    }

    private static void escape(char unit, StringBuilder into) {
        String hex = Integer.toHexString(unit);
        into.append("\\u").append("0".repeat(4 - hex.length())).append(hex);
    }

    /**
     * Cells of a terminal that {@code text} takes: none for combining marks, two for wide East Asian signs and emoji.
     */
    public static int width(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c < 0x300) {
                width++;
            } else if (!isCombining(c)) {
                width += isWide(c) ? 2 : 1;
            }
        }
        return width;
    }

    private static boolean isCombining(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT;
    }

    private static boolean isWide(int c) {
        return (c >= 0x1100 && c <= 0x115f)
                || (c >= 0x2e80 && c <= 0xa4cf && c != 0x303f)
                || (c >= 0xac00 && c <= 0xd7a3)
                || (c >= 0xf900 && c <= 0xfaff)
                || (c >= 0xfe30 && c <= 0xfe6f)
                || (c >= 0xff00 && c <= 0xff60)
                || (c >= 0xffe0 && c <= 0xffe6)
                || (c >= 0x1f300 && c <= 0x1f64f)
                || (c >= 0x1f900 && c <= 0x1f9ff)
                || (c >= 0x20000 && c <= 0x3fffd);
    }
}
