package dev.grantlake.cli.command;

/**
 * A command, or a family of them, as the overview lists it.
 *
 * @param name what calls it
 * @param summary what it does, in one line that starts in lower case
 */
public record CommandEntry(String name, String summary) {}
