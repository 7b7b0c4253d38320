/**
 * What the names in a database directory say, before any table is opened: file numbers, markers and the options file
 * (see {@code docs/formats/pebble-directory.md}).
 */
package dev.grantlake.lsm.directory;
