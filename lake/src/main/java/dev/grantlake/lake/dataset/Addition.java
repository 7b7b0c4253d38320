package dev.grantlake.lake.dataset;

/** A new fragment for a version. */
public final class Addition {

    private static final int[] NONE = {};

    private final NewFragment fragment;
    private final int[] dead;

    private Addition(NewFragment fragment, int[] dead) {
        this.fragment = fragment;
        this.dead = dead;
    }

    /** A fragment without marks. */
    public static Addition of(NewFragment fragment) {
        return new Addition(fragment, NONE);
    }

    /**
     * A fragment with marks from the start: on rows that were replaced while it was written.
     *
     * @param dead their offsets, ascending, each once, and fewer than there are rows; the array is given away
     */
    public static Addition of(NewFragment fragment, int[] dead) {
        return new Addition(fragment, dead);
    }

    public NewFragment fragment() {
        return fragment;
    }

    /** Offsets of the rows that are marked, ascending; nobody changes the array. */
    public int[] dead() {
        return dead;
    }
}
