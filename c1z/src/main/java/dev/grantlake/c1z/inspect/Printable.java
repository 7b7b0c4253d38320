package dev.grantlake.c1z.inspect;

/** Foreign text on one line: names and messages come out of files. */
final class Printable {

    private Printable() {}

    /** {@code text} with replacement characters for what would leave the line. */
    static String of(String text) {
        StringBuilder shown = new StringBuilder(text);
        for (int i = 0; i < shown.length(); i++) {
            if (Character.isISOControl(shown.charAt(i)) || shown.charAt(i) == '\u2028' || shown.charAt(i) == '\u2029') {
                shown.setCharAt(i, '\ufffd');
            }
        }
        return shown.toString();
    }
}
