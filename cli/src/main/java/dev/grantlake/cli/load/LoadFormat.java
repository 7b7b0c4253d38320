package dev.grantlake.cli.load;

/** What a source holds, by its first byte that is no blank. */
public enum LoadFormat {
    /** Lines of JSON, as {@code dump} writes them. */
    DUMP,
    /** A table. */
    CSV;

    /** The format of a source. */
    public static LoadFormat of(Source source) {
        for (byte b : source.peek()) {
            if (b == '{') {
                return DUMP;
            }
            boolean mark = b == (byte) 0xef || b == (byte) 0xbb || b == (byte) 0xbf;
            if (!mark && b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return CSV;
            }
        }
        return source.peek().length == 0 ? DUMP : CSV;
    }
}
