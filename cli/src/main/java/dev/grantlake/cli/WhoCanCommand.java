package dev.grantlake.cli;

import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Option;
import dev.grantlake.cli.args.Parameter;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.args.UsageException;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grant;
import dev.grantlake.store.Listing;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.Sync;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** {@code who-can}: who has an entitlement, or anything on a resource. */
final class WhoCanCommand implements Command {

    private static final Option ENTITLEMENT =
            Option.flag("--entitlement", "the argument is an entitlement's id").or("-e");
    private static final Option RESOURCE =
            Option.flag("--resource", "the argument is a resource").or("-r");
    private static final Option ON = Option.of("--on", "TYPE/ID", "the resource the entitlement stands on");

    @Override
    public Syntax syntax() {
        return new Syntax(
                "who-can",
                "who has an entitlement, or anything on a resource",
                """
                The argument is taken as the id of an entitlement, and if there is none as a resource TYPE/ID;
                --entitlement and --resource decide. An id that stands on several resources needs --on.
                The answer comes from stored grants. The last column says whether the principal was granted it
                directly or has it through another entitlement, as far as expansion has recorded it.
                As JSON a row has: direct, entitlement, expandable, grant_id, name, principal, via.
                """,
                List.of(Parameter.required("FILE"), Parameter.optional("ENTITLEMENT|TYPE/ID")),
                Syntax.options(
                        List.of(ENTITLEMENT, RESOURCE, ON),
                        ResourceArgument.OPTIONS,
                        CommonOptions.LISTING,
                        CommonOptions.READING,
                        CommonOptions.ALWAYS),
                List.of(
                        new Example("who-can sync.c1z group:g0001:member", "who is in a group"),
                        new Example("who-can sync.c1z role/r001", "who has anything on a role"),
                        new Example("who-can sync.c1z member --on group/g0001", "an id that several groups use"),
                        new Example("who-can sync.c1z role/r001 --output csv", "for a spreadsheet")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        RowPrinter printer = new RowPrinter(arguments, console);
        if (arguments.has(ENTITLEMENT) && arguments.has(RESOURCE)) {
            throw new UsageException("--entitlement and --resource exclude each other");
        }
        boolean resourceIsMeant = arguments.has(RESOURCE) || ResourceArgument.isGivenByOptions(arguments);
        if (resourceIsMeant && arguments.has(ON)) {
            throw new UsageException("--on goes with the id of an entitlement, not with a resource");
        }
        try (Reading reading = Reading.open(arguments, console)) {
            Sync sync = reading.sync();
            Optional<EntitlementKey> entitlement = entitlement(arguments, sync);
            Listing<Grant> grants = entitlement.isPresent()
                    ? sync.grants().forEntitlement(entitlement.get())
                    : sync.grants().onResource(resource(arguments, sync));
            AccessRows rows = new AccessRows(
                    entitlement.isPresent()
                            ? AccessRows.Asked.PRINCIPALS
                            : AccessRows.Asked.PRINCIPALS_AND_ENTITLEMENTS);
            ExpandableCount expandable = new ExpandableCount();
            long count = printer.print(
                    grants, grant -> new Access(grant, nameOf(grant.principal(), sync)), rows, expandable::see);
            if (count == 0) {
                printer.remarkEmpty();
            }
            expandable.remark(console);
        }
        return ExitCode.OK;
    }

    /** The entitlement that is meant; empty if a resource is meant. */
    private static Optional<EntitlementKey> entitlement(Arguments arguments, Sync sync) {
        boolean resourceIsMeant = arguments.has(RESOURCE) || ResourceArgument.isGivenByOptions(arguments);
        if (resourceIsMeant) {
            return Optional.empty();
        }
        if (!arguments.hasArgument(1)) {
            throw new UsageException("missing argument ENTITLEMENT or TYPE/ID");
        }
        String id = arguments.argument(1);
        EntitlementSearch search = new EntitlementSearch(sync);
        Optional<EntitlementKey> found = search.tryFind(id, arguments.value(ON));
        boolean maybeResource = !arguments.has(ENTITLEMENT) && id.indexOf('/') >= 0;
        if (found.isEmpty() && !maybeResource) {
            throw search.notFound(id);
        }
        return found;
    }

    private static ResourceId resource(Arguments arguments, Sync sync) {
        ResourceId id = ResourceArgument.parse(arguments, 1);
        boolean known = sync.resources().find(id).isPresent()
                || sync.grants().onResource(id).first().isPresent();
        if (!known) {
            throw StoreException.notFound(
                    "no entitlement and no resource \"" + id + "\"" + new Neighbours(sync).ofResource(id));
        }
        return id;
    }

    private static String nameOf(ResourceId principal, Sync sync) {
        return sync.resources().find(principal).map(Resource::displayName).orElse("");
    }
}
