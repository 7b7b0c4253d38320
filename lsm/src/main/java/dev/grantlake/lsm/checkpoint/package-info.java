/** Copies of an open database that are databases of their own. */
package dev.grantlake.lsm.checkpoint;
