package dev.grantlake.lake.directory;

import dev.grantlake.lake.block.BlockCache;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.table.Rows;

import java.util.List;

/**
 * Where the rows of the keys of one version lie. Immutable: a new version gets a new directory, which shares what has
 * not changed.
 */
public sealed interface KeyDirectory permits DenseDirectory, SparseDirectory {

    long memoryBytes();

    /** Whether it is the sparse form. */
    boolean isSparse();

    /** The directory at work on its version, which stays open for as long as the result is used. */
    KeyLookup over(DatasetVersion version, BlockCache cache);

    /**
     * The directory of the version that a flush has made of this one's.
     *
     * @param rows what was flushed
     * @param added the fragments that they are in now
     * @param replaced the rows that are gone for it
     */
    KeyDirectory flushed(DatasetVersion next, Rows rows, List<Fragment> added, Marks replaced);

    /** The directory of the version in which copied rows have taken the place of this one's. */
    KeyDirectory compacted(DatasetVersion next, Relocation relocation);
}
