/**
 * Databases written in one go, from entries in key order: {@link dev.grantlake.lsm.bulk.BulkLoader} makes tables of the
 * lowest level, a manifest and whatever else makes them a directory that Pebble opens. No log, nothing to compact.
 */
package dev.grantlake.lsm.bulk;
