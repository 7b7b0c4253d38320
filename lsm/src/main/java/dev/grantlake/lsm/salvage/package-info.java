/** What is said of a salvage: {@link dev.grantlake.lsm.Database#salvage} does it. */
package dev.grantlake.lsm.salvage;
