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
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.Sync;

import java.io.IOException;
import java.util.List;

/** {@code grants}: who has what, row by row. */
final class GrantsCommand implements Command {

    private static final Option PRINCIPAL =
            Option.of("--principal", "TYPE/ID", "only to this principal").or("-p");
    private static final Option PENDING = Option.flag("--pending", "only grants that are not expanded yet");

    @Override
    public Syntax syntax() {
        return new Syntax(
                "grants",
                "list grants",
                """
                Conditions can be combined; those given must all hold. The last column says whether the principal
                was granted the entitlement itself or has it through another one, as far as expansion has recorded
                it; an expandable grant carries along to the members of its principal.
                As JSON each row is the connector's message, c1.connector.v2.Grant, as far as it is stored.
                """,
                List.of(Parameter.required("FILE")),
                Syntax.options(
                        GrantConditions.OPTIONS,
                        List.of(PRINCIPAL, PENDING),
                        CommonOptions.LISTING,
                        CommonOptions.READING,
                        CommonOptions.ALWAYS),
                List.of(
                        new Example("grants sync.c1z --limit 20", "the first grants"),
                        new Example("grants sync.c1z --resource group/g0001", "all grants on a group"),
                        new Example("grants sync.c1z --type role --principal-type group", "roles given to groups"),
                        new Example("grants sync.c1z --pending --output csv", "what expansion still has to do")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        RowPrinter printer = new RowPrinter(arguments, console);
        GrantFilter filter = filter(arguments);
        try (Reading reading = Reading.open(arguments, console)) {
            Sync sync = reading.sync();
            GrantFilter wanted = GrantConditions.withEntitlement(filter, sync, arguments);
            printer.print(
                    sync.grants().matching(wanted), new GrantRows(), () -> new Conditions(sync).requireKnown(wanted));
        }
        return ExitCode.OK;
    }

    private static GrantFilter filter(Arguments arguments) {
        GrantFilter filter = GrantConditions.filter(arguments);
        String principal = arguments.value(PRINCIPAL);
        if (principal != null) {
            filter = filter.withPrincipal(ResourceId.parse(principal));
        }
        return arguments.has(PENDING) ? filter.withPendingExpansion() : filter;
    }
}
