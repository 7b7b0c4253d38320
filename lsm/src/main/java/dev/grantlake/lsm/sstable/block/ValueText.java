package dev.grantlake.lsm.sstable.block;

import dev.grantlake.base.Bytes;

/** Says what a named value means: an entry of a metaindex, a property. */
@FunctionalInterface
public interface ValueText {

    /** The value as text, on one line; a value that does not parse may fail with a {@code StorageException}. */
    String of(String name, Bytes value);
}
