/** Opening a lake: whose it is, what is known to be on disk, and what the log has on top of it. */
package dev.grantlake.lake.recovery;
