package dev.grantlake.sqlite;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.Timestamp;
import dev.grantlake.base.Bytes;
import dev.grantlake.store.Grant;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.ResourceId;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.GrantExpandable;
import dev.grantlake.wire.connector.v2.GrantSources.GrantSource;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.storage.v3.EntitlementRef;
import dev.grantlake.wire.storage.v3.GrantExpandableRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.GrantSourceRecord;
import dev.grantlake.wire.storage.v3.PrincipalRef;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A row of {@code v1_grants}. Its message is what counts; the columns beside it serve the indexes, and fill in what a
 * slim message has left out: entitlement and principal, by their ids.
 *
 * <p>The expansion lies in a column. In a sync of a release before v0.7.22 it is an annotation still, and is taken from
 * there as Go does when it opens such a file: an annotation with an entitlement id that is not blank becomes the
 * expansion, which is then due; any other stays an annotation.
 */
final class GrantRow implements Grant {

    static final String[] COLUMNS = {
        "data",
        "entitlement_id",
        "resource_type_id",
        "resource_id",
        "principal_resource_type_id",
        "principal_resource_id",
        "expansion",
        "needs_expansion",
        "discovered_at"
    };

    private static final int DATA = 1;
    private static final int ENTITLEMENT_ID = 2;
    private static final int RESOURCE_TYPE_ID = 3;
    private static final int RESOURCE_ID = 4;
    private static final int PRINCIPAL_TYPE_ID = 5;
    private static final int PRINCIPAL_ID = 6;
    private static final int EXPANSION = 7;
    private static final int NEEDS_EXPANSION = 8;
    private static final int DISCOVERED_AT = 9;

    private static final String EXPANDABLE = "c1.connector.v2.GrantExpandable";
    private static final int NEXT_LINE = 0x85;
    private static final Parser<dev.grantlake.wire.connector.v2.Grant> PARSER =
            Stored.known(dev.grantlake.wire.connector.v2.Grant.parser());
    private static final Parser<GrantExpandable> EXPANDABLE_PARSER = Stored.known(GrantExpandable.parser());

    private final Row row;
    private final ZoneId zone;
    private final Stored<dev.grantlake.wire.connector.v2.Grant> stored;
    private final boolean expansionsStored;

    /**
     * A grant.
     *
     * @param expansionsStored whether the columns are right about expansions; else they may be annotations
     */
    GrantRow(Row row, ZoneId zone, boolean expansionsStored) {
        this.row = row;
        this.zone = zone;
        this.stored = new Stored<>(row, DATA, PARSER);
        this.expansionsStored = expansionsStored;
    }

    @Override
    public GrantKey key() {
        dev.grantlake.wire.connector.v2.Grant grant = stored.message();
        return new GrantKey(
                EntitlementRow.key(entitlement(grant)),
                ResourceRow.id(principal(grant).getId()));
    }

    private Entitlement entitlement(dev.grantlake.wire.connector.v2.Grant grant) {
        return grant.hasEntitlement()
                ? grant.getEntitlement()
                : Entitlement.newBuilder()
                        .setId(row.text(ENTITLEMENT_ID))
                        .setResource(resource(RESOURCE_TYPE_ID, RESOURCE_ID))
                        .build();
    }

    private Resource principal(dev.grantlake.wire.connector.v2.Grant grant) {
        return grant.hasPrincipal() ? grant.getPrincipal() : resource(PRINCIPAL_TYPE_ID, PRINCIPAL_ID);
    }

    private Resource resource(int type, int id) {
        return Resource.newBuilder()
                .setId(dev.grantlake.wire.connector.v2.ResourceId.newBuilder()
                        .setResourceType(row.text(type))
                        .setResource(row.text(id)))
                .build();
    }

    @Override
    public String id() {
        return stored.message().getId();
    }

    @Override
    public Optional<ResourceId> principalParent() {
        return ResourceRow.parent(principal(stored.message()));
    }

    @Override
    public List<Source> sources() {
        // Sorted by UTF-8, which for texts is the order of their code points.
        Map<Bytes, Source> sources = new TreeMap<>();
        stored.message()
                .getSources()
                .getSourcesMap()
                .forEach((id, source) -> sources.put(Bytes.utf8(id), new Source(id, source.getIsDirect())));
        return List.copyOf(sources.values());
    }

    @Override
    public Optional<Expansion> expansion() {
        GrantExpandable expandable = expandable();
        return expandable == null
                ? Optional.empty()
                : Optional.of(new Expansion(
                        expandable.getEntitlementIdsList(),
                        expandable.getShallow(),
                        expandable.getResourceTypeIdsList()));
    }

    @Override
    public boolean needsExpansion() {
        return hasStoredExpansion() ? row.integer(NEEDS_EXPANSION) == 1 : annotatedExpansion() != null;
    }

    /** No bytes are left behind where Go was interrupted while it looked for expansions. */
    private boolean hasStoredExpansion() {
        Bytes expansion = row.bytesOrNull(EXPANSION);
        return expansion != null && !expansion.isEmpty();
    }

    private @Nullable GrantExpandable expandable() {
        return hasStoredExpansion()
                ? Stored.parse(row, EXPANSION, row.bytes(EXPANSION), EXPANDABLE_PARSER)
                : annotatedExpansion();
    }

    /** The expansion that is an annotation still; null where it is none, or names no entitlement. */
    private @Nullable GrantExpandable annotatedExpansion() {
        if (expansionsStored) {
            return null;
        }
        for (Any annotation : stored.message().getAnnotationsList()) {
            if (Stored.is(annotation, EXPANDABLE)) {
                try {
                    GrantExpandable expandable = EXPANDABLE_PARSER.parseFrom(annotation.getValue());
                    return expandable.getEntitlementIdsList().stream().allMatch(GrantRow::isBlank) ? null : expandable;
                } catch (InvalidProtocolBufferException e) {
                    return null;
                }
            }
        }
        return null;
    }

    /** Blank as Go sees it. */
    private static boolean isBlank(String text) {
        return text.chars().allMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c) || c == NEXT_LINE);
    }

    @Override
    public List<Any> annotations() {
        return withoutExpandable(stored.message().getAnnotationsList());
    }

    private static List<Any> withoutExpandable(List<Any> annotations) {
        List<Any> others = new ArrayList<>(annotations);
        others.removeIf(annotation -> Stored.is(annotation, EXPANDABLE));
        return List.copyOf(others);
    }

    @Override
    public Optional<Instant> discoveredAt() {
        return Optional.of(WallClock.instant(row, DISCOVERED_AT, zone));
    }

    @Override
    public dev.grantlake.wire.connector.v2.Grant toMessage() {
        dev.grantlake.wire.connector.v2.Grant grant = stored.message();
        boolean annotated = annotatedExpansion() != null;
        if (grant.hasEntitlement() && grant.hasPrincipal() && !annotated) {
            return grant;
        }
        dev.grantlake.wire.connector.v2.Grant.Builder whole =
                grant.toBuilder().setEntitlement(entitlement(grant)).setPrincipal(principal(grant));
        if (annotated) {
            whole.clearAnnotations().addAllAnnotations(annotations());
        }
        return whole.build();
    }

    @Override
    public dev.grantlake.wire.connector.v2.Grant toExpandableMessage() {
        GrantExpandable expandable = expandable();
        return expandable == null
                ? toMessage()
                : toMessage().toBuilder()
                        .clearAnnotations()
                        .addAllAnnotations(annotations())
                        .addAnnotations(Any.pack(expandable))
                        .build();
    }

    @Override
    public GrantRecord toRecord() {
        dev.grantlake.wire.connector.v2.Grant grant = stored.message();
        GrantKey key = key();
        Instant discoveredAt = discoveredAt().orElseThrow();
        PrincipalRef.Builder principal = PrincipalRef.newBuilder()
                .setResourceTypeId(key.principal().type())
                .setResourceId(key.principal().id());
        principalParent()
                .ifPresent(parent ->
                        principal.setParentResourceTypeId(parent.type()).setParentResourceId(parent.id()));
        GrantRecord.Builder grantRecord = GrantRecord.newBuilder()
                .setExternalId(grant.getId())
                .setEntitlement(EntitlementRef.newBuilder()
                        .setResourceTypeId(key.entitlement().resource().type())
                        .setResourceId(key.entitlement().resource().id())
                        .setEntitlementId(key.entitlement().id()))
                .setPrincipal(principal)
                .setDiscoveredAt(Timestamp.newBuilder()
                        .setSeconds(discoveredAt.getEpochSecond())
                        .setNanos(discoveredAt.getNano()))
                .setNeedsExpansion(needsExpansion())
                .addAllAnnotations(annotations());
        expansion()
                .ifPresent(expansion -> grantRecord.setExpansion(GrantExpandableRecord.newBuilder()
                        .addAllEntitlementIds(expansion.entitlementIds())
                        .setShallow(expansion.shallow())
                        .addAllResourceTypeIds(expansion.resourceTypes())));
        for (Map.Entry<String, GrantSource> source :
                grant.getSources().getSourcesMap().entrySet()) {
            grantRecord.putSources(
                    source.getKey(),
                    GrantSourceRecord.newBuilder()
                            .setIsDirect(source.getValue().getIsDirect())
                            .build());
        }
        return grantRecord.build();
    }

    @Override
    public String toString() {
        return "grant " + id();
    }
}
