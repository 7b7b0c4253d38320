/**
 * The command line: what a command takes ({@link dev.grantlake.cli.args.Syntax}), what was given
 * ({@link dev.grantlake.cli.args.Arguments}), and the help text that follows from the former.
 *
 * <p>Implementation note. A parser library was tried and measured: the model of a single command with six options cost
 * 70 to 90 ms of processor time in a cold JVM, more than all else that {@code stats} does. What a command line of this
 * shape needs are these few classes.
 */
package dev.grantlake.cli.args;
