package dev.grantlake.cli.json;

/**
 * Signs that a terminal would obey, or would not show at all: controls, separators of lines, marks of the writing
 * direction, and other signs without a shape. The joiners that scripts and emoji need count as printable.
 */
public final class Unprintable {

    private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
    private static final int ZERO_WIDTH_JOINER = 0x200d;

    private Unprintable() {}

    /** Whether a code point must not get to a terminal as it is. */
    public static boolean is(int codePoint) {
        if (codePoint >= 0x20 && codePoint < 0x7f) {
            return false;
        }
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            case Character.FORMAT -> codePoint != ZERO_WIDTH_NON_JOINER && codePoint != ZERO_WIDTH_JOINER;
            default -> false;
        };
    }
}
