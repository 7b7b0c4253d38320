/**
 * Internal keys: a user key with a trailer of sequence number and kind (see {@code docs/formats/sstable.md}, "Keys").
 */
package dev.grantlake.lsm.key;
