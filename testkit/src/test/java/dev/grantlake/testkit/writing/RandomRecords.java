package dev.grantlake.testkit.writing;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import dev.grantlake.store.ResourceId;
import dev.grantlake.testbase.Dice;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.GrantExpandable;
import dev.grantlake.wire.connector.v2.GrantSources;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceType;
import dev.grantlake.wire.storage.v3.AssetRecord;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.EntitlementRef;
import dev.grantlake.wire.storage.v3.GrantExpandableRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.GrantSourceRecord;
import dev.grantlake.wire.storage.v3.PrincipalRef;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceRef;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes records at random. Ids come from a small stock, so that identities repeat; in it are all that a key has to
 * escape, prefixes of each other, and texts that sort otherwise as UTF-16 than as bytes.
 */
final class RandomRecords {

    private static final int UNKNOWN_FIELD = 4711;

    private final Dice dice;
    private final List<String> types;
    private final List<String> ids;

    /** Records with about {@code size} different ids. */
    RandomRecords(Dice dice, int size) {
        this.dice = dice;
        this.types = List.of("user", "group", "g", "gr", "app:x", "\u0000", "\u0001a", "é", "\uFFFD", "\uD83D\uDE00");
        this.ids = new ArrayList<>(List.of(
                "a",
                "a\u0000",
                "a\u0000\u0000b",
                "a\u0001",
                "\u0001\u0001",
                "\u0002",
                ":",
                "a:b",
                "ab",
                "\uFFFF",
                "\uD83D\uDE00x",
                " ",
                "l".repeat(300),
                "l".repeat(300) + "m"));
        for (int i = ids.size(); i < size; i++) {
            ids.add("id-" + i);
        }
    }

    /** Each pair of a type and an id that records are made of. */
    List<ResourceId> everyId() {
        List<ResourceId> all = new ArrayList<>();
        for (String type : types) {
            for (String id : ids) {
                all.add(new ResourceId(type, id));
            }
        }
        return all;
    }

    ResourceType resourceType() {
        ResourceType.Builder type =
                ResourceType.newBuilder().setId(dice.pick(types)).setDisplayName(text());
        if (dice.oneIn(2)) {
            type.addTraits(ResourceType.Trait.TRAIT_GROUP);
        }
        return type.build();
    }

    ResourceTypeRecord resourceTypeRecord() {
        ResourceTypeRecord.Builder type = ResourceTypeRecord.newBuilder()
                .setExternalId(maybe(dice.pick(types)))
                .setDisplayName(text());
        if (dice.oneIn(2)) {
            type.setDiscoveredAt(time());
        }
        return type.build();
    }

    Resource resource() {
        Resource.Builder resource = Resource.newBuilder().setId(message(id())).setDisplayName(text());
        if (dice.oneIn(2)) {
            resource.setParentResourceId(message(id()));
        } else if (dice.oneIn(4)) {
            resource.setParentResourceId(message(new ResourceId(dice.pick(types), "")));
        }
        return resource.build();
    }

    ResourceRecord resourceRecord() {
        ResourceId id = dice.oneIn(20) ? new ResourceId("", "") : id();
        ResourceRecord.Builder resource = ResourceRecord.newBuilder()
                .setResourceTypeId(id.type())
                .setResourceId(id.id())
                .setDescription(text())
                .setUnknownFields(unknown());
        if (dice.oneIn(2)) {
            resource.setParent(ref(id()));
        }
        if (dice.oneIn(2)) {
            resource.setDiscoveredAt(time());
        }
        return resource.build();
    }

    Entitlement entitlement() {
        ResourceId on = id();
        return Entitlement.newBuilder()
                .setId(dice.oneIn(20) ? "" : entitlementId(on))
                .setResource(Resource.newBuilder().setId(message(on)))
                .setSlug(text())
                .build();
    }

    EntitlementRecord entitlementRecord() {
        ResourceId on = id();
        EntitlementRecord.Builder entitlement = EntitlementRecord.newBuilder()
                .setExternalId(entitlementId(on))
                .setResource(ref(on))
                .setPurpose("ASSIGNMENT")
                .setUnknownFields(unknown());
        if (dice.oneIn(2)) {
            entitlement.setDiscoveredAt(time());
        }
        return entitlement.build();
    }

    Grant grant() {
        ResourceId on = id();
        ResourceId to = id();
        String entitlement = entitlementId(on);
        Resource.Builder principal = Resource.newBuilder().setId(message(to));
        if (dice.oneIn(6)) {
            principal.setParentResourceId(message(id()));
        }
        Grant.Builder grant = Grant.newBuilder()
                .setId(grantId(entitlement, to))
                .setEntitlement(Entitlement.newBuilder()
                        .setId(entitlement)
                        .setResource(Resource.newBuilder().setId(message(on))))
                .setPrincipal(principal);
        if (dice.oneIn(5)) {
            grant.addAnnotations(annotation());
        }
        if (dice.oneIn(4)) {
            grant.addAnnotations(Any.pack(GrantExpandable.newBuilder()
                    .addEntitlementIds(dice.oneIn(4) ? " " : entitlementId(id()))
                    .setShallow(dice.oneIn(2))
                    .build()));
        }
        if (dice.oneIn(5)) {
            grant.setSources(GrantSources.newBuilder()
                    .putSources(
                            entitlementId(id()),
                            GrantSources.GrantSource.newBuilder()
                                    .setIsDirect(dice.oneIn(2))
                                    .build())
                    .putSources("\uFFFF", GrantSources.GrantSource.getDefaultInstance())
                    .putSources("\uD83D\uDE00", GrantSources.GrantSource.getDefaultInstance()));
        }
        return grant.build();
    }

    GrantRecord grantRecord() {
        ResourceId on = id();
        ResourceId to = id();
        String entitlement = entitlementId(on);
        GrantRecord.Builder grant = GrantRecord.newBuilder()
                .setExternalId(grantId(entitlement, to))
                .setEntitlement(EntitlementRef.newBuilder()
                        .setResourceTypeId(on.type())
                        .setResourceId(on.id())
                        .setEntitlementId(entitlement))
                .setPrincipal(PrincipalRef.newBuilder()
                        .setResourceTypeId(to.type())
                        .setResourceId(to.id())
                        .setUnknownFields(unknown()))
                .setUnknownFields(unknown());
        if (dice.oneIn(2)) {
            grant.setDiscoveredAt(time());
        }
        if (dice.oneIn(4)) {
            grant.setNeedsExpansion(dice.oneIn(2))
                    .setExpansion(GrantExpandableRecord.newBuilder().addEntitlementIds(entitlementId(id())));
        }
        if (dice.oneIn(4)) {
            grant.putSources(
                    entitlementId(id()),
                    GrantSourceRecord.newBuilder().setResourceId(text()).build());
        }
        return grant.build();
    }

    AssetRecord assetRecord() {
        AssetRecord.Builder asset = AssetRecord.newBuilder()
                .setExternalId(dice.pick(ids))
                .setContentType(text())
                .setData(ByteString.copyFrom(dice.bytes((int) dice.skewed(2000))));
        if (dice.oneIn(2)) {
            asset.setDiscoveredAt(time());
        }
        return asset.build();
    }

    /** Any id of the stock. */
    String anyId() {
        return dice.pick(ids);
    }

    private ResourceId id() {
        return new ResourceId(dice.pick(types), dice.pick(ids));
    }

    /** Every second one begins with what its resource is called, as most do. */
    private String entitlementId(ResourceId on) {
        return (dice.oneIn(2) ? on.type() + ":" + on.id() + ":" : "") + dice.pick(ids.subList(0, 8));
    }

    private String grantId(String entitlement, ResourceId to) {
        return switch (dice.below(4)) {
            case 0 -> "";
            case 1 -> text();
            default -> entitlement + ":" + to.type() + ":" + to.id();
        };
    }

    private String maybe(String text) {
        return dice.oneIn(20) ? "" : text;
    }

    private String text() {
        return "text " + dice.below(1000);
    }

    private Any annotation() {
        return Any.newBuilder()
                .setTypeUrl("type.googleapis.com/none." + dice.below(3))
                .setValue(ByteString.copyFrom(dice.bytes(dice.below(20))))
                .build();
    }

    private UnknownFieldSet unknown() {
        return dice.oneIn(8)
                ? UnknownFieldSet.newBuilder()
                        .addField(
                                UNKNOWN_FIELD,
                                UnknownFieldSet.Field.newBuilder()
                                        .addVarint(dice.below(100))
                                        .build())
                        .build()
                : UnknownFieldSet.getDefaultInstance();
    }

    private Timestamp time() {
        return Timestamp.newBuilder()
                .setSeconds(dice.oneIn(10) ? 0 : 1_700_000_000L + dice.below(5))
                .setNanos(dice.oneIn(2) ? 0 : dice.below(1_000_000_000))
                .build();
    }

    private static ResourceRef ref(ResourceId id) {
        return ResourceRef.newBuilder()
                .setResourceTypeId(id.type())
                .setResourceId(id.id())
                .build();
    }

    private static dev.grantlake.wire.connector.v2.ResourceId message(ResourceId id) {
        return dev.grantlake.wire.connector.v2.ResourceId.newBuilder()
                .setResourceType(id.type())
                .setResource(id.id())
                .build();
    }
}
