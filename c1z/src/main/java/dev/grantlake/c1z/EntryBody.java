package dev.grantlake.c1z;

/** A payload file while it is written: what the payload's encoding makes of its bytes. Belongs to one thread. */
interface EntryBody {

    void append(byte[] array, int offset, int length);

    /** Says that nothing follows: the file is in the payload, or on its way there. */
    void complete();

    /** Instead of {@link #complete}, or after it failed: the file is not in the payload. Does not fail. */
    void discard();
}
