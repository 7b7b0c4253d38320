/**
 * Looking at a database directory without opening it as one: what the files are, what the manifest says, what every
 * byte of a table means, also when something is broken.
 */
package dev.grantlake.lsm.inspect;
