/** What was written and is in no table yet: sorted in memory, read beside the tables. */
package dev.grantlake.lsm.memtable;
