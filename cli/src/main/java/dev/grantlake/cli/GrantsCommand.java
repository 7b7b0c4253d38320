package dev.grantlake.cli;

import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Option;
import dev.grantlake.cli.args.Parameter;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.Sync;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/** {@code grants}: who has what, row by row. */
final class GrantsCommand implements Command {

    private static final Option ENTITLEMENT =
            Option.of("--entitlement", "ID", "only of this entitlement").or("-e");
    private static final Option ON = Option.of("--on", "TYPE/ID", "the resource the entitlement stands on")
            .beside(ENTITLEMENT);
    private static final Option RESOURCE = Option.of("--resource", "TYPE/ID", "only of entitlements on this resource")
            .or("-r");
    private static final Option TYPE = Option.of("--type", "TYPE", "only of entitlements on resources of this type")
            .or("-t");
    private static final Option PRINCIPAL =
            Option.of("--principal", "TYPE/ID", "only to this principal").or("-p");
    private static final Option PRINCIPAL_TYPE =
            Option.of("--principal-type", "TYPE,TYPE", "only to principals of one of these types");
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
                        List.of(ENTITLEMENT, ON, RESOURCE, TYPE, PRINCIPAL, PRINCIPAL_TYPE, PENDING),
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
            String entitlement = arguments.value(ENTITLEMENT);
            if (entitlement != null) {
                filter = filter.withEntitlement(new EntitlementSearch(sync).find(entitlement, arguments.value(ON)));
            }
            GrantFilter wanted = filter;
            printer.print(
                    sync.grants().matching(wanted), new GrantRows(), () -> new Conditions(sync).requireKnown(wanted));
        }
        return ExitCode.OK;
    }

    private static GrantFilter filter(Arguments arguments) {
        GrantFilter filter = GrantFilter.ALL;
        String resource = arguments.value(RESOURCE);
        if (resource != null) {
            filter = filter.withResource(ResourceId.parse(resource));
        }
        String type = arguments.value(TYPE);
        if (type != null) {
            filter = filter.withResourceType(type);
        }
        String principal = arguments.value(PRINCIPAL);
        if (principal != null) {
            filter = filter.withPrincipal(ResourceId.parse(principal));
        }
        String principalTypes = arguments.value(PRINCIPAL_TYPE);
        if (principalTypes != null) {
            filter = filter.withPrincipalTypes(Set.of(principalTypes.split(",", -1)));
        }
        return arguments.has(PENDING) ? filter.withPendingExpansion() : filter;
    }
}
