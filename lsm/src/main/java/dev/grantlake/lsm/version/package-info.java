/**
 * A version: which tables make up a database at one moment, and in which order they are read (see
 * {@code docs/formats/pebble-directory.md}, "Levels").
 */
package dev.grantlake.lsm.version;
