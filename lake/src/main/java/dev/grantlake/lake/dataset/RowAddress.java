package dev.grantlake.lake.dataset;

/** Where a row lies: its fragment, and its place among the rows of the fragment, marked ones counted, as one number. */
public final class RowAddress {

    private RowAddress() {}

    public static long of(int fragment, int offset) {
        return ((long) fragment << Integer.SIZE) | offset;
    }

    public static int fragment(long address) {
        return (int) (address >>> Integer.SIZE);
    }

    public static int offset(long address) {
        return (int) address;
    }
}
