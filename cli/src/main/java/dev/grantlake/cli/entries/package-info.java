/** Keys and values, whatever they mean, on the command line and in answers. */
package dev.grantlake.cli.entries;
