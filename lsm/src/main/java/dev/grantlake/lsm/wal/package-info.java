/** Write-ahead logs: for now only whether one holds anything (see {@code docs/formats/pebble-directory.md}, "Logs"). */
package dev.grantlake.lsm.wal;
