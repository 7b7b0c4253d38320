/** The opening of a database directory for writing: one that is new, or whatever a session before has left. */
package dev.grantlake.lsm.recovery;
