package dev.grantlake.cli;

import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Option;
import dev.grantlake.store.GrantFilter;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.Sync;

import java.util.List;
import java.util.Set;

/** The conditions on grants that commands have in common, and the filter that they make together. */
final class GrantConditions {

    private static final Option ENTITLEMENT =
            Option.of("--entitlement", "ID", "only of this entitlement").or("-e");
    private static final Option ON = Option.of("--on", "TYPE/ID", "the resource the entitlement stands on")
            .beside(ENTITLEMENT);
    private static final Option RESOURCE = Option.of("--resource", "TYPE/ID", "only of entitlements on this resource")
            .or("-r");
    private static final Option TYPE = Option.of("--type", "TYPE", "only of entitlements on resources of this type")
            .or("-t");
    private static final Option PRINCIPAL_TYPE =
            Option.of("--principal-type", "TYPE,TYPE", "only to principals of one of these types");

    /** In the order of the help. */
    static final List<Option> OPTIONS = List.of(ENTITLEMENT, ON, RESOURCE, TYPE, PRINCIPAL_TYPE);

    private GrantConditions() {}

    /**
     * The filter of those that were given, but for the entitlement; a wrong argument is found before a file is opened.
     */
    static GrantFilter filter(Arguments arguments) {
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
        return principalTypes == null ? filter : filter.withPrincipalTypes(Set.of(principalTypes.split(",", -1)));
    }

    /** {@code filter}, and the entitlement that was given, which is looked for in {@code sync}. */
    static GrantFilter withEntitlement(GrantFilter filter, Sync sync, Arguments arguments) {
        String entitlement = arguments.value(ENTITLEMENT);
        return entitlement == null
                ? filter
                : filter.withEntitlement(new EntitlementSearch(sync).find(entitlement, arguments.value(ON)));
    }
}
