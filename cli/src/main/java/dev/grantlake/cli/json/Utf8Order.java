package dev.grantlake.cli.json;

import java.util.Comparator;

/**
 * Orders texts by their UTF-8 bytes, as Go orders strings. {@link String#compareTo} orders by UTF-16 units and puts the
 * characters from U+10000 on before those from U+E000 to U+FFFF.
 */
public final class Utf8Order {

    public static final Comparator<String> INSTANCE = Utf8Order::compare;

    private Utf8Order() {}

    public static int compare(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                return Integer.compare(rank(x), rank(y));
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** The place of a UTF-16 unit in the order of UTF-8: surrogates stand behind all else. */
    private static int rank(char unit) {
        if (unit < Character.MIN_SURROGATE) {
            return unit;
        }
        return unit > Character.MAX_SURROGATE ? unit - 0x800 : unit + 0x2000;
    }
}
