package dev.grantlake.cli;

import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Parameter;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.store.Entitlement;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grant;
import dev.grantlake.store.Listing;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.Sync;

import java.io.IOException;
import java.util.List;

/** {@code what-can}: what a principal has. */
final class WhatCanCommand implements Command {

    @Override
    public Syntax syntax() {
        return new Syntax(
                "what-can",
                "what a principal has",
                """
                Also called: grantlake access. The answer comes from stored grants. The last column says whether
                the principal was granted it directly or has it through another entitlement, as far as expansion
                has recorded it.
                As JSON a row has: direct, entitlement, expandable, grant_id, name, principal, via.
                """,
                List.of(Parameter.required("FILE"), Parameter.optional("TYPE/ID")),
                Syntax.options(
                        ResourceArgument.OPTIONS, CommonOptions.LISTING, CommonOptions.READING, CommonOptions.ALWAYS),
                List.of(
                        new Example("what-can sync.c1z user/u000017", "what a user has"),
                        new Example("what-can sync.c1z group/g0001", "what the members of a group may come to have"),
                        new Example("what-can sync.c1z --type my/type --id x", "where the type holds a slash")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        RowPrinter printer = new RowPrinter(arguments, console);
        ResourceId principal = ResourceArgument.parse(arguments, 1);
        try (Reading reading = Reading.open(arguments, console)) {
            Sync sync = reading.sync();
            Listing<Grant> grants = sync.grants().forPrincipal(principal);
            if (sync.resources().find(principal).isEmpty() && grants.first().isEmpty()) {
                throw StoreException.notFound(
                        "no principal \"" + principal + "\"" + new Neighbours(sync).ofResource(principal));
            }
            ExpandableCount expandable = new ExpandableCount();
            long count = printer.print(
                    grants,
                    grant -> new Access(grant, nameOf(grant.entitlement(), sync)),
                    new AccessRows(AccessRows.Asked.ENTITLEMENTS),
                    expandable::see);
            if (count == 0) {
                printer.remarkEmpty();
            }
            expandable.remark(console);
        }
        return ExitCode.OK;
    }

    private static String nameOf(EntitlementKey entitlement, Sync sync) {
        return sync.entitlements()
                .find(entitlement)
                .map(Entitlement::displayName)
                .orElse("");
    }
}
