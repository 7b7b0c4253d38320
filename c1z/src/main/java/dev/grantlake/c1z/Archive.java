package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;

/** The bytes of a tar archive, which may still be coming in while they are read. */
interface Archive {

    /** Whether there are at least {@code end} bytes; waits for them if they can still come. */
    boolean reaches(long end);

    /** Exactly {@code length} bytes from {@code offset} on, of which {@link #reaches} has said that they are there. */
    Bytes read(long offset, int length);
}
