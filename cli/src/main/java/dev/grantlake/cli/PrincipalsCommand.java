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

/** {@code principals}: who holds grants, each once. */
final class PrincipalsCommand implements Command {

    private static final Option ENTITLEMENT =
            Option.of("--entitlement", "ID", "only who has this entitlement").or("-e");
    private static final Option ON = Option.of("--on", "TYPE/ID", "the resource the entitlement stands on")
            .beside(ENTITLEMENT);
    private static final Option RESOURCE = Option.of("--resource", "TYPE/ID", "only who has anything on this resource")
            .or("-r");
    private static final Option TYPE = Option.of("--type", "TYPE", "only who has anything on resources of this type")
            .or("-t");
    private static final Option PRINCIPAL_TYPE =
            Option.of("--principal-type", "TYPE,TYPE", "only principals of one of these types");

    @Override
    public Syntax syntax() {
        return new Syntax(
                "principals",
                "list who holds grants",
                """
                Each principal is listed once, with the number of grants that it holds of those asked about, in
                the order of types and ids.
                As JSON a row has: grants, name, principal.
                """,
                List.of(Parameter.required("FILE")),
                Syntax.options(
                        List.of(ENTITLEMENT, ON, RESOURCE, TYPE, PRINCIPAL_TYPE),
                        CommonOptions.LISTING,
                        CommonOptions.READING,
                        CommonOptions.ALWAYS),
                List.of(
                        new Example("principals sync.c1z --resource app/a00", "who has anything on an app"),
                        new Example("principals sync.c1z --principal-type group", "which groups hold grants"),
                        new Example("principals sync.c1z -e group:g0001:member --output csv", "members of a group")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        RowPrinter printer = new RowPrinter(arguments, console);
        GrantFilter filter = GrantFilter.ALL;
        String resource = arguments.value(RESOURCE);
        if (resource != null) {
            filter = filter.withResource(ResourceId.parse(resource));
        }
        String type = arguments.value(TYPE);
        if (type != null) {
            filter = filter.withResourceType(type);
        }
        String principalTypes = arguments.value(PRINCIPAL_TYPE);
        if (principalTypes != null) {
            filter = filter.withPrincipalTypes(Set.of(principalTypes.split(",", -1)));
        }
        try (Reading reading = Reading.open(arguments, console)) {
            Sync sync = reading.sync();
            String entitlement = arguments.value(ENTITLEMENT);
            if (entitlement != null) {
                filter = filter.withEntitlement(new EntitlementSearch(sync).find(entitlement, arguments.value(ON)));
            }
            try (PrincipalSet principals = new PrincipalSet(console.temporaryFolder())) {
                sync.grants().matching(filter).forEach(grant -> principals.add(grant.principal()));
                principals.print(sync, arguments, printer);
                if (principals.isEmpty()) {
                    new Conditions(sync).requireKnown(filter);
                    printer.remarkEmpty();
                }
            }
        }
        return ExitCode.OK;
    }
}
