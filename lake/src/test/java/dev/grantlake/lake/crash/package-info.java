/** The whole engine when the power fails, the disk does, or the process is killed, over a table of plain files. */
@org.jspecify.annotations.NullMarked
package dev.grantlake.lake.crash;
