package dev.grantlake.cli.args;

/**
 * A command line for the help text.
 *
 * @param command without the program's name
 * @param meaning what it is good for
 */
public record Example(String command, String meaning) {}
