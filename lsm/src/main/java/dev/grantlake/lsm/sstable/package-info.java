/**
 * Sorted tables: one reader interface, one family of decoders per table format (see {@code docs/formats/sstable.md}).
 */
package dev.grantlake.lsm.sstable;
