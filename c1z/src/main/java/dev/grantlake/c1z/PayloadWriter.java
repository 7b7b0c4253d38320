package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;

/** Writes the payload of a container in one of its encodings, file after file. Belongs to one thread. */
interface PayloadWriter extends AutoCloseable {

    /** Begins the next file; the one before is finished or given up. */
    EntryBody begin(String name);

    /** Says that no file follows; the payload is in its area then, but for its tail. */
    void finish();

    /** Whether there may be a gap between the head and the payload. */
    boolean allowsGap();

    /** What follows the area: known when it is known where that begins, and what the manifest is. */
    Bytes tail(long base, Bytes manifest);

    /** Ends the threads and gives up what is not finished; a second call does nothing. */
    @Override
    void close();
}
