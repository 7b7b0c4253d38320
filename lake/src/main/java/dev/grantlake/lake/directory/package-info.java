/**
 * The columnar side of a lake: a {@link dev.grantlake.lake.table.Table} over a dataset. A directory in memory knows
 * where the row of each key lies, so that a read of a key that is not there costs nothing, a read of one that is there
 * costs a block, and a flush marks exactly the rows that it replaces.
 */
package dev.grantlake.lake.directory;
