package dev.grantlake.cli;

import dev.grantlake.base.StorageException;
import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Suggestions;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.args.UsageException;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommandFamily;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import org.jspecify.annotations.Nullable;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The program {@code grantlake}: picks the command, runs it, and turns whatever happens into one readable line and an
 * exit code.
 */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        // Not System.out: a print stream hides failed writes, and the reader of a pipe may leave at any time.
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        OutputStream err = new FileOutputStream(FileDescriptor.err);
        InputStream in = new FileInputStream(FileDescriptor.in);
        Console console = new Console(in, out, err, true, InstantSource.system(), Optional.empty(), System.getenv());
        System.exit(run(List.of(args), console).code());
    }

    /** Runs one command line as if nobody watched, and gives its exit code; closes neither stream. */
    public static int run(String[] args, OutputStream out, OutputStream err) {
        return run(
                        List.of(args),
                        new Console(
                                InputStream.nullInputStream(),
                                out,
                                err,
                                false,
                                InstantSource.system(),
                                Optional.empty(),
                                System.getenv()))
                .code();
    }

    static ExitCode run(List<String> words, Console console) {
        String first = words.isEmpty() ? "" : words.get(0);
        ErrorLine error = new ErrorLine(console.err(), words.contains(CommonOptions.DEBUG.name()));
        try {
            ExitCode code = dispatch(first, words, console, error);
            console.out().flush();
            return code;
        } catch (IOException | UncheckedIOException e) {
            return error.outputFailed(e);
        } catch (RuntimeException | Error e) {
            return afterAnswer(e, error, console);
        }
    }

    /** Lets what was answered so far come before the error. */
    private static ExitCode afterAnswer(Throwable thrown, ErrorLine error, Console console) {
        try {
            console.out().flush();
        } catch (IOException e) {
            return error.outputFailed(e);
        }
        if (thrown instanceof UsageException usage) {
            return error.wrongUsage(usage);
        }
        return thrown instanceof StorageException storage ? error.storageFailed(storage) : error.faulty(thrown);
    }

    private static ExitCode dispatch(String first, List<String> words, Console console, ErrorLine error)
            throws IOException {
        switch (first) {
            case "" -> {
                console.err().print(Overview.text());
                return ExitCode.USAGE;
            }
            case "--version", "-V", "version" -> {
                console.print(Overview.version());
                return ExitCode.OK;
            }
            case "--help", "-h" -> {
                console.print(Overview.text());
                return ExitCode.OK;
            }
            case "help" -> {
                console.print(help(words.subList(1, words.size())));
                return ExitCode.OK;
            }
            default -> {
                List<String> rest = words.subList(1, words.size());
                CommandFamily family = Commands.family(first);
                if (family != null) {
                    error.found(first);
                    return runIn(family, rest, console, error);
                }
                Command command = command(first);
                error.found(first);
                return runCommand(command, rest, console);
            }
        }
    }

    private static String help(List<String> words) {
        if (words.isEmpty()) {
            return Overview.text();
        }
        CommandFamily family = Commands.family(words.get(0));
        if (family == null) {
            return command(words.get(0)).syntax().help();
        }
        return words.size() == 1
                ? Overview.of(family)
                : command(family, words.get(1)).syntax().help();
    }

    private static ExitCode runIn(CommandFamily family, List<String> words, Console console, ErrorLine error)
            throws IOException {
        if (words.isEmpty()) {
            console.err().print(Overview.of(family));
            return ExitCode.USAGE;
        }
        if (CommonOptions.HELP.is(words.get(0))) {
            console.print(Overview.of(family));
            return ExitCode.OK;
        }
        Command command = command(family, words.get(0));
        error.found(words.get(0));
        return runCommand(command, words.subList(1, words.size()), console);
    }

    private static ExitCode runCommand(Command command, List<String> words, Console console) throws IOException {
        Syntax syntax = command.syntax();
        Arguments arguments = Arguments.parse(syntax, words);
        if (arguments.has(CommonOptions.HELP)) {
            console.print(syntax.help());
            return ExitCode.OK;
        }
        arguments.check(syntax);
        return command.run(arguments, console);
    }

    private static Command command(String name) {
        @Nullable Command command = Commands.find(name);
        if (command != null) {
            return command;
        }
        throw unknown(name, Commands.names());
    }

    /** A word that the family does not have is known to be wrong before its commands are looked for. */
    private static Command command(CommandFamily family, String name) {
        List<String> known = family.names();
        @Nullable
        Command command = known.contains(name) ? Commands.group(family).find(name) : null;
        if (command != null) {
            return command;
        }
        throw unknown(name, known);
    }

    private static UsageException unknown(String name, List<String> known) {
        if (name.startsWith("-")) {
            return new UsageException("the command comes first, then its options; found " + name);
        }
        List<String> near = Suggestions.near(name, known, 1);
        return new UsageException(
                "unknown command \"" + name + "\"" + (near.isEmpty() ? "" : "; did you mean " + near.get(0) + "?"));
    }
}
