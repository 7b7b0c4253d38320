package dev.grantlake.lance.command;

import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.lance.LanceLake;

import java.util.List;

/** {@code lake migrate}: a dataset without sequence numbers gets them. */
final class LakeMigrateCommand implements Command {

    @Override
    public Syntax syntax() {
        return new Syntax(
                "lake migrate",
                "give a dataset of format 1 its sequence numbers",
                """
                Adds the column "seq" to the dataset in DIR/kv.lance, if it has none; one that has it stays as it is. Versions
                before keep their columns. A log that other software has left in the dataset has to be drained by that software
                first.
                """,
                List.of(LakeArguments.DIRECTORY),
                CommonOptions.ALWAYS,
                List.of(new Example("lake migrate notes/", "after an error that says to run it")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) {
        LakeArguments given = new LakeArguments(arguments);
        given.requireLake();
        LanceLake.migrate(given.directory());
        return ExitCode.OK;
    }
}
