/**
 * A Pebble database: {@link dev.grantlake.lsm.ReadOnlyDatabase} opens a directory, wherever its files lie, and reads it
 * (see {@code docs/formats/pebble-directory.md}).
 */
package dev.grantlake.lsm;
