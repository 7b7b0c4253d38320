/**
 * The row block encoding: all blocks of the table formats Pebblev1 to Pebblev4, the metaindex and properties of
 * Pebblev5, the properties of Pebblev6 (see {@code docs/formats/sstable.md}, "Row blocks").
 */
package dev.grantlake.lsm.sstable.rowblk;
