/**
 * The row block encoding of the older table formats, as far as columnar tables still use it: Pebblev5 keeps its
 * metaindex and properties in row blocks, Pebblev6 its properties (see {@code docs/formats/sstable.md}, "Row blocks").
 */
package dev.grantlake.lsm.sstable.rowblk;
