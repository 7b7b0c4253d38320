package dev.grantlake.cli.dump;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.store.Asset;
import dev.grantlake.store.Entitlement;
import dev.grantlake.store.Grant;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceType;
import dev.grantlake.store.SessionEntry;

import java.io.IOException;
import java.util.function.Function;

/**
 * One kind of record in a dump: how its lines are sorted and what they hold.
 *
 * @param sortKey the whole key of a line
 * @param groupKey what engines keep together and in order: a leading part of {@code sortKey}, or nothing
 */
public record LineKind<T>(Function<T, byte[]> sortKey, Function<T, byte[]> groupKey, Writer<T> writer) {

    /** Writes the line of a record. */
    @FunctionalInterface
    public interface Writer<T> {
        void write(T record, JsonGenerator out) throws IOException;
    }

    private static final byte[] NO_GROUP = new byte[0];

    static LineKind<ResourceType> resourceTypes(RecordLines lines) {
        return new LineKind<>(type -> SortKey.of(type.id()), type -> NO_GROUP, lines::resourceType);
    }

    static LineKind<Resource> resources(RecordLines lines) {
        return new LineKind<>(resource -> SortKey.of(resource.id()), resource -> NO_GROUP, lines::resource);
    }

    /** Entitlements in the order of the dump, with lines of {@code writer}. */
    public static LineKind<Entitlement> entitlements(Writer<Entitlement> writer) {
        return new LineKind<>(
                entitlement -> SortKey.of(entitlement.key()),
                entitlement -> SortKey.of(entitlement.resource()),
                writer);
    }

    static LineKind<Grant> grants(RecordLines lines) {
        return new LineKind<>(
                grant -> SortKey.of(grant.key()),
                grant -> SortKey.of(grant.entitlement().resource()),
                lines::grant);
    }

    static LineKind<Asset> assets(RecordLines lines) {
        return new LineKind<>(asset -> SortKey.of(asset.id()), asset -> NO_GROUP, lines::asset);
    }

    static LineKind<SessionEntry> sessions(RecordLines lines) {
        return new LineKind<>(entry -> SortKey.of(entry.key()), entry -> NO_GROUP, lines::session);
    }
}
