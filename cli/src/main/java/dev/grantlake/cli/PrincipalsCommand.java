package dev.grantlake.cli;

import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Parameter;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.Sync;

import java.io.IOException;
import java.util.List;

/** {@code principals}: who holds grants, each once. */
final class PrincipalsCommand implements Command {

    @Override
    public Syntax syntax() {
        return new Syntax(
                "principals",
                "list who holds grants",
                """
                Each principal is listed once, with the number of grants that it holds of those asked about, in
                the order of types and ids. The conditions are on the grants.
                As JSON a row has: grants, name, principal.
                """,
                List.of(Parameter.required("FILE")),
                Syntax.options(
                        GrantConditions.OPTIONS, CommonOptions.LISTING, CommonOptions.READING, CommonOptions.ALWAYS),
                List.of(
                        new Example("principals sync.c1z --resource app/a00", "who has anything on an app"),
                        new Example("principals sync.c1z --principal-type group", "which groups hold grants"),
                        new Example("principals sync.c1z -e group:g0001:member --output csv", "members of a group")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        RowPrinter printer = new RowPrinter(arguments, console);
        GrantFilter asked = GrantConditions.filter(arguments);
        try (Reading reading = Reading.open(arguments, console)) {
            Sync sync = reading.sync();
            GrantFilter filter = GrantConditions.withEntitlement(asked, sync, arguments);
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
