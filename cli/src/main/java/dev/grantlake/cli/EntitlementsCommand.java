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
import dev.grantlake.store.EntitlementFilter;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.Sync;

import java.io.IOException;
import java.util.List;

/** {@code entitlements}: what can be granted. */
final class EntitlementsCommand implements Command {

    private static final Option TYPE =
            Option.of("--type", "TYPE", "only on resources of this type").or("-t");
    private static final Option RESOURCE =
            Option.of("--resource", "TYPE/ID", "only on this resource").or("-r");

    @Override
    public Syntax syntax() {
        return new Syntax(
                "entitlements",
                "list entitlements",
                """
                As JSON each row is the connector's message, c1.connector.v2.Entitlement, as far as it is stored.
                """,
                List.of(Parameter.required("FILE")),
                Syntax.options(
                        List.of(TYPE, RESOURCE), CommonOptions.LISTING, CommonOptions.READING, CommonOptions.ALWAYS),
                List.of(
                        new Example("entitlements sync.c1z --type role", "what can be granted on roles"),
                        new Example("entitlements sync.c1z --resource group/g0001", "what can be granted on a group")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        RowPrinter printer = new RowPrinter(arguments, console);
        EntitlementFilter filter = filter(arguments);
        try (Reading reading = Reading.open(arguments, console)) {
            Sync sync = reading.sync();
            printer.print(
                    sync.entitlements().matching(filter),
                    new EntitlementRows(),
                    () -> new Conditions(sync).requireKnown(filter));
        }
        return ExitCode.OK;
    }

    private static EntitlementFilter filter(Arguments arguments) {
        EntitlementFilter filter = EntitlementFilter.ALL;
        String type = arguments.value(TYPE);
        if (type != null) {
            filter = filter.withResourceType(type);
        }
        String resource = arguments.value(RESOURCE);
        return resource == null ? filter : filter.withResource(ResourceId.parse(resource));
    }
}
