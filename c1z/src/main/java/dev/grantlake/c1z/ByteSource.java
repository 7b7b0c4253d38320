package dev.grantlake.c1z;

import dev.grantlake.base.Bytes;

/** Bytes that can be read at any place: a file, a decoded stream in memory, a part of either. Thread-safe. */
interface ByteSource {

    /** Size in bytes. */
    long size();

    /**
     * Exactly {@code length} bytes from {@code offset} on, a view or a fresh array. The caller has checked both against
     * {@link #size}.
     */
    Bytes read(long offset, int length);

    /** The part of {@code whole} from {@code base} on for {@code size} bytes. */
    static ByteSource slice(ByteSource whole, long base, long size) {
        return new ByteSource() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public Bytes read(long offset, int length) {
                return whole.read(base + offset, length);
            }
        };
    }
}
