/**
 * How a batch becomes part of a database: its sequence numbers, the log, the memtable, and the force that many commits
 * share (see {@code docs/lsm.md}, "The road of a commit").
 */
package dev.grantlake.lsm.commit;
