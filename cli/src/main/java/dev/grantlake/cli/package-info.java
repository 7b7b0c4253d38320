/** The command {@code grantlake}: one class per subcommand, and what they share. */
package dev.grantlake.cli;
