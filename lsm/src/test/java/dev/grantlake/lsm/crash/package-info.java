/**
 * What is left of a database when the power fails, a call to the system fails, or its process is killed, at any moment
 * of a run: {@link Workload} is the run, {@link History} knows what may be left, {@link DiskStore} is who runs.
 */
@NullMarked
package dev.grantlake.lsm.crash;

import org.jspecify.annotations.NullMarked;
