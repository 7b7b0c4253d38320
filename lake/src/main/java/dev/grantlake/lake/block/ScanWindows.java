package dev.grantlake.lake.block;

import dev.grantlake.base.ByteView;
import dev.grantlake.lake.dataset.RowAddress;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Where a scan stands in each fragment that it goes through; what it has left behind is let go. Belongs to one thread.
 */
public final class ScanWindows implements AutoCloseable {

    /** So many rows of others after the last one of a fragment the scan has left that. */
    private static final int LEFT_BEHIND = 1 << 16;

    /**
     * So many rows after the last jump it is taken for certain that a scan goes on, and what comes next is read ahead.
     */
    private static final int GOING_ON = 4096;

    /** In so few fragments two windows of each are read ahead: two threads have something to do then. */
    private static final int FEW = 4;

    /** A power of two. */
    private static final int LATELY = 64;

    private final BlockReader blocks;
    private final int leftBehind;
    private final Map<Integer, Place> places = new HashMap<>();
    /** What was asked for lately, by the low bits of the fragment: fragments are numbered one after the other. */
    private final @Nullable Place[] lately = new @Nullable Place[LATELY];

    private final IntSupplier ahead = this::windowsAhead;
    private long shown;
    private long shownBeforeJump;
    /** How many rows had been shown when it was looked last for what was left behind. */
    private long looked;

    private static final class Place {

        private final int fragment;
        private final ScanWindow window;
        /** Which of all rows that were shown was the last one of this fragment. */
        private long last;

        private Place(int fragment, ScanWindow window) {
            this.fragment = fragment;
            this.window = window;
        }
    }

    public ScanWindows(BlockReader blocks) {
        this(blocks, LEFT_BEHIND);
    }

    ScanWindows(BlockReader blocks, int leftBehind) {
        this.blocks = blocks;
        this.leftBehind = leftBehind;
    }

    /** Says that what is shown next does not follow what was shown last. */
    public void jump() {
        shownBeforeJump = shown;
    }

    private int windowsAhead() {
        if (shown - shownBeforeJump < GOING_ON) {
            return 0;
        }
        return places.size() <= FEW ? ScanWindow.MOST_AHEAD : 1;
    }

    /** Shows what the column has at {@code address}, for as long as anybody likes. */
    public void show(long address, ByteView view) {
        int fragment = RowAddress.fragment(address);
        Place place = lately[fragment & (LATELY - 1)];
        if (place == null || place.fragment != fragment) {
            place = find(fragment);
        }
        place.last = ++shown;
        place.window.show(RowAddress.offset(address), view);
    }

    private Place find(int fragment) {
        Place place = places.get(fragment);
        if (place == null) {
            if (shown - looked > leftBehind) {
                letGo(shown - leftBehind);
                looked = shown;
            }
            place = new Place(fragment, new ScanWindow(blocks, fragment, ahead));
            places.put(fragment, place);
        }
        lately[fragment & (LATELY - 1)] = place;
        return place;
    }

    /** Lets go of the fragments of which nothing was shown since then. */
    private void letGo(long before) {
        for (Iterator<Place> all = places.values().iterator(); all.hasNext(); ) {
            Place place = all.next();
            if (place.last < before) {
                all.remove();
                close(place);
            }
        }
    }

    /** Lets go of what was read of a fragment, until something of it is shown again. */
    public void letGoOf(int fragment) {
        Place place = places.remove(fragment);
        if (place != null) {
            close(place);
        }
    }

    private void close(Place place) {
        int at = place.fragment & (LATELY - 1);
        lately[at] = lately[at] == place ? null : lately[at];
        place.window.close();
    }

    /** How many fragments there are of which something is held. */
    int count() {
        return places.size();
    }

    /** Lets go of all. */
    @Override
    public void close() {
        letGo(Long.MAX_VALUE);
    }
}
