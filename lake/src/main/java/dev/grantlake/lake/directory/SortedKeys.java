package dev.grantlake.lake.directory;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;

/** Keys in ascending order, each once, and what is known of each; of some of them nothing any more. */
interface SortedKeys {

    /** How many keys there are, those that are gone counted. */
    int count();

    /** Index of the first key that is at least this one; {@link #count} if there is none. */
    int lowerBound(Bytes key);

    /** Points {@code view} at a key, for as long as anybody likes. */
    void show(int index, ByteView view);

    /** What is known of a key that is not gone. */
    long entry(int index);

    /** The first key from {@code index} on that is not gone, or {@code stop} if there is none before that. */
    int firstFrom(int index, int stop);

    /** The last key before {@code index} that is not gone, or {@code start - 1} if there is none from that on. */
    int lastBefore(int index, int start);

    /** Lets go of what was read to show keys; nobody may ask for one for a while. */
    void letGo();
}
