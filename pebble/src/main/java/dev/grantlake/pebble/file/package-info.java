/**
 * What every way of writing a file has in common: its container, its manifest, and how a database is laid out in it.
 */
package dev.grantlake.pebble.file;
