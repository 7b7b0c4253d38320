/**
 * One view of several layers, of which a newer one hides what the older ones have under a key: what a transaction is
 * going to write, the memtables, and a version of the table.
 */
package dev.grantlake.lake.read;
