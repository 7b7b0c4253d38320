package dev.grantlake.cli;

import dev.grantlake.base.Bytes;
import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.store.StoreException;

import java.io.IOException;
import java.util.List;

/** {@code db get}: the value of a key. */
final class DbGetCommand implements Command {

    @Override
    public Syntax syntax() {
        return new Syntax(
                "db get",
                "print the value of a key",
                """
                Prints the bytes of the value as they are, and a line end; with --hex in hexadecimal. Reads the directory
                as it stands and changes nothing. Exit code 1 if there is no such key.
                """,
                List.of(DbArguments.DIRECTORY, DbArguments.KEY),
                Syntax.options(List.of(DbArguments.HEX, CommonOptions.LENIENT), CommonOptions.ALWAYS),
                List.of(
                        new Example("db get notes/ milk", "what was said of milk"),
                        new Example("db get notes/ 6d696c6b --hex", "the same in hexadecimal")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        DbArguments database = new DbArguments(arguments, console);
        Bytes key = database.key();
        Reading.remark(
                database.reading()
                        .entries(entries -> {
                            Bytes value = entries.get(key);
                            if (value == null) {
                                throw StoreException.notFound(
                                        "no key " + database.text().show(key) + " in " + database.directory());
                            }
                            Bytes shown = arguments.has(DbArguments.HEX) ? Bytes.utf8(value.toHex()) : value;
                            console.out().write(shown.array(), shown.offset(), shown.length());
                            console.out().write('\n');
                        })
                        .leftOut(),
                console);
        return ExitCode.OK;
    }
}
