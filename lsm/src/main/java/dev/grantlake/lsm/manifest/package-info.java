/**
 * The manifest: a log of version edits that, applied in order, give the tables of a database (see
 * {@code docs/formats/pebble-directory.md}, "Manifest").
 */
package dev.grantlake.lsm.manifest;
