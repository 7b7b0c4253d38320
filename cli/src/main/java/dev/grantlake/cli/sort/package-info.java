/** Sorting of more than fits in memory. */
package dev.grantlake.cli.sort;
