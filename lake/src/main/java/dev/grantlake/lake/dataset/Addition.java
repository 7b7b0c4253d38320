package dev.grantlake.lake.dataset;

/**
 * A new fragment for a version.
 *
 * @param dead offsets of rows that are marked from the start, ascending: they were replaced while the fragment was
 *     written
 */
public record Addition(NewFragment fragment, int[] dead) {

    private static final int[] NONE = {};

    /** A fragment without marks. */
    public static Addition of(NewFragment fragment) {
        return new Addition(fragment, NONE);
    }
}
