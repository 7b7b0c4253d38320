/**
 * Changes of whole ranges and tables at once: tables that are taken in, and ranges that are cut out of those there are.
 */
package dev.grantlake.lsm.ingest;
