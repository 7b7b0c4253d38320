/**
 * What a command is, and what it may know of its surroundings. Families of commands that are not in the everyday jar
 * come as plugins: a {@link dev.grantlake.cli.command.CommandGroup} that the jar names as a service.
 */
package dev.grantlake.cli.command;
