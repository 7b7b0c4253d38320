/**
 * Sorted tables: {@link dev.grantlake.lsm.sstable.Sstable} opens one file,
 * {@link dev.grantlake.lsm.sstable.PointLookup} finds one key in it, its cursors walk it. Footer, metaindex, properties
 * and block frames are decoded here; what is inside data, index and keyspan blocks by the packages {@code colblk} and
 * {@code rowblk} (see {@code docs/formats/sstable.md}).
 */
package dev.grantlake.lsm.sstable;
