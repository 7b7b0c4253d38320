package dev.grantlake.lance.command;

import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.lake.Lake;

import java.util.List;

/** {@code lake compact}: fewer fragments. */
final class LakeCompactCommand implements Command {

    @Override
    public Syntax syntax() {
        return new Syntax(
                "lake compact",
                "write small fragments and those with deletions anew",
                """
                Makes one version of the same content in fewer fragments, where that pays. Versions of the past stay, and their
                files with them, until gc removes them.
                """,
                List.of(LakeArguments.DIRECTORY),
                CommonOptions.ALWAYS,
                List.of(new Example("lake compact notes/", "read faster from now on")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) {
        try (Lake lake = new LakeArguments(arguments).open()) {
            lake.compact();
        }
        return ExitCode.OK;
    }
}
