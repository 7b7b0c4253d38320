/** Cursors over internal keys: of one table, merged over many, and reduced to what is visible. */
package dev.grantlake.lsm.cursor;
