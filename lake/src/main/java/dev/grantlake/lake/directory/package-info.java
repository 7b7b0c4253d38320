/**
 * Where the rows of keys lie. A {@link dev.grantlake.lake.directory.KeyDirectory} of each version is in memory, so that
 * a read of a key that is not there costs nothing, a read of one that is there costs a block, and a flush marks exactly
 * the rows that it replaces. It has a dense form, {@code Dense…}, with every key, and a sparse one, {@code Sparse…},
 * with few; both are made of runs of sorted keys.
 */
package dev.grantlake.lake.directory;
