/**
 * The columnar block encoding of table formats Pebblev5 and later (see {@code docs/formats/sstable.md}, "Columnar
 * blocks"). {@link dev.grantlake.lsm.sstable.colblk.ColumnarBlock} proves a block's skeleton, one class a column
 * encoding proves and reads its page, and one class a block kind puts the columns together.
 */
package dev.grantlake.lsm.sstable.colblk;
