package dev.grantlake.store;

/** Where inside of an indexed file compression happens. Both are read by everyone; they differ in size and speed. */
public enum TableLayout {
    /** Tables of plain blocks in compressed frames: the smallest file, and the fastest to write. */
    FRAMES,
    /** Tables of compressed blocks in plain frames: one block can be read without decoding its frame. */
    BLOCKS
}
