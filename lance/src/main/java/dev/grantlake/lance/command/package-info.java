/** The commands {@code grantlake lake …}, which come as a plugin of the command line. */
package dev.grantlake.lance.command;
