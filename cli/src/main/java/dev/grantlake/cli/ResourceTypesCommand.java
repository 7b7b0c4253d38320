package dev.grantlake.cli;

import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Parameter;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;

import java.io.IOException;
import java.util.List;

/** {@code resource-types}: what kinds of resources there are. */
final class ResourceTypesCommand implements Command {

    @Override
    public Syntax syntax() {
        return new Syntax(
                "resource-types",
                "list resource types",
                """
                As JSON each row is the connector's message, c1.connector.v2.ResourceType.
                """,
                List.of(Parameter.required("FILE")),
                Syntax.options(CommonOptions.LISTING, CommonOptions.READING, CommonOptions.ALWAYS),
                List.of(
                        new Example("resource-types sync.c1z", "what kinds of resources there are"),
                        new Example("resource-types sync.c1z --output csv", "the same for a spreadsheet")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        RowPrinter printer = new RowPrinter(arguments, console);
        try (Reading reading = Reading.open(arguments, console)) {
            printer.print(reading.sync().resourceTypes().all(), new ResourceTypeRows());
        }
        return ExitCode.OK;
    }
}
