package dev.grantlake.cli;

import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Option;
import dev.grantlake.cli.args.Parameter;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.store.ResourceFilter;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.Sync;

import java.io.IOException;
import java.util.List;

/** {@code resources}: users, groups, apps, and whatever else there is. */
final class ResourcesCommand implements Command {

    private static final Option TYPE =
            Option.of("--type", "TYPE", "only resources of this type").or("-t");
    private static final Option PARENT = Option.of("--parent", "TYPE/ID", "only children of this resource");

    @Override
    public Syntax syntax() {
        return new Syntax(
                "resources",
                "list resources",
                """
                Principals are resources, too. As JSON each row is the connector's message,
                c1.connector.v2.Resource.
                """,
                List.of(Parameter.required("FILE")),
                Syntax.options(
                        List.of(TYPE, PARENT), CommonOptions.LISTING, CommonOptions.READING, CommonOptions.ALWAYS),
                List.of(
                        new Example("resources sync.c1z --type user --limit 20", "the first users"),
                        new Example("resources sync.c1z --parent app/a00", "what is part of an app"),
                        new Example("resources sync.c1z --type user --output json", "all users, with their traits")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        RowPrinter printer = new RowPrinter(arguments, console);
        ResourceFilter filter = filter(arguments);
        try (Reading reading = Reading.open(arguments, console)) {
            Sync sync = reading.sync();
            printer.print(
                    sync.resources().matching(filter),
                    new ResourceRows(),
                    () -> new Conditions(sync).requireKnown(filter));
        }
        return ExitCode.OK;
    }

    private static ResourceFilter filter(Arguments arguments) {
        ResourceFilter filter = ResourceFilter.ALL;
        String type = arguments.value(TYPE);
        if (type != null) {
            filter = filter.withType(type);
        }
        String parent = arguments.value(PARENT);
        return parent == null ? filter : filter.withParent(ResourceId.parse(parent));
    }
}
