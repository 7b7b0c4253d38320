package dev.grantlake.testkit.interop;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.grantlake.testbase.Dice;
import dev.grantlake.wire.connector.v2.AssetRef;
import dev.grantlake.wire.connector.v2.ETag;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.GrantExpandable;
import dev.grantlake.wire.connector.v2.GrantImmutable;
import dev.grantlake.wire.connector.v2.GrantSources;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceId;
import dev.grantlake.wire.connector.v2.ResourceType;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Records from a seed. Their ids come from a small vocabulary, so that they meet: duplicates, parents, holders of
 * several entitlements, ids that begin with another.
 */
final class RandomRecords {

    /** Those that encodings of keys and orders of text stumble over. */
    private static final List<String> LETTERS = List.of(
            "a",
            "b",
            ":",
            "::",
            "\0",
            "\1",
            "\2",
            "\0\1",
            "\u00e9",
            "\u0800",
            "\uffff",
            "\ud83d\ude00",
            "\udbff\udfff",
            "/",
            "%",
            "\u007f",
            " ",
            "\n",
            "\"",
            "<",
            "\u2028",
            "user",
            "group:");

    private final Dice dice;
    private final List<String> vocabulary = new ArrayList<>();

    RandomRecords(Dice dice) {
        this.dice = dice;
        for (int i = dice.between(2, 31); i > 0; i--) {
            vocabulary.add(text());
        }
    }

    /** Never empty: the ids in references may not be. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (int i = dice.between(1, 6); i > 0; i--) {
            text.append(dice.pick(LETTERS));
        }
        return dice.oneIn(40) ? text.toString().repeat(dice.between(1, 200)) : text.toString();
    }

    String textOrNone() {
        return dice.oneIn(3) ? "" : text();
    }

    String id() {
        return dice.pick(vocabulary);
    }

    byte[] bytes() {
        return dice.bytes((int) dice.skewed(10_000));
    }

    /** From one to many records, now and then enough for several blocks. */
    <T> List<T> some(Supplier<T> one) {
        List<T> records = new ArrayList<>();
        for (long i = 1 + dice.skewed(250); i > 0; i--) {
            records.add(one.get());
        }
        return records;
    }

    ResourceType resourceType() {
        ResourceType.Builder type = ResourceType.newBuilder()
                .setId(id())
                .setDisplayName(textOrNone())
                .addAllAnnotations(annotations())
                .setDescription(textOrNone())
                .setSourcedExternally(dice.oneIn(4));
        for (int i = dice.below(3); i > 0; i--) {
            type.addTraitsValue(dice.below(5));
        }
        return type.build();
    }

    Resource resource() {
        Resource.Builder resource = Resource.newBuilder()
                .setId(reference())
                .setDisplayName(textOrNone())
                .addAllAnnotations(annotations())
                .setDescription(textOrNone())
                .setBatonResource(dice.oneIn(4));
        if (dice.oneIn(2)) {
            resource.setParentResourceId(reference());
        }
        if (dice.oneIn(4)) {
            resource.setProfile(profile());
        }
        if (dice.oneIn(4)) {
            resource.setIcon(AssetRef.newBuilder().setId(id()));
        }
        if (dice.oneIn(4)) {
            // An id without a part is legal here, and nowhere else.
            resource.setId(ResourceId.newBuilder().setResourceType(textOrNone()).setResource(textOrNone()));
        }
        return resource.build();
    }

    Entitlement entitlement() {
        ResourceId owner = reference();
        Entitlement.Builder entitlement = Entitlement.newBuilder()
                .setResource(Resource.newBuilder().setId(owner).setDisplayName(textOrNone()))
                .setId(owned(owner))
                .setDisplayName(textOrNone())
                .setDescription(textOrNone())
                .addAllAnnotations(annotations())
                .setPurposeValue(dice.below(4))
                .setSlug(textOrNone());
        for (int i = dice.below(3); i > 0; i--) {
            entitlement.addGrantableTo(ResourceType.newBuilder().setId(id()));
        }
        return entitlement.build();
    }

    Grant grant() {
        ResourceId owner = reference();
        Resource.Builder principal = Resource.newBuilder().setId(reference());
        if (dice.oneIn(2)) {
            principal.setParentResourceId(reference());
        }
        Grant.Builder grant = Grant.newBuilder()
                .setId(textOrNone())
                .setEntitlement(Entitlement.newBuilder()
                        .setId(owned(owner))
                        .setResource(Resource.newBuilder().setId(owner)))
                .setPrincipal(principal)
                .addAllAnnotations(annotations());
        if (dice.oneIn(3)) {
            grant.setSources(sources());
        }
        if (dice.oneIn(3)) {
            grant.addAnnotations(Any.pack(expandable()));
        }
        return grant.build();
    }

    private GrantSources.Builder sources() {
        GrantSources.Builder sources = GrantSources.newBuilder();
        for (int i = dice.below(4); i > 0; i--) {
            sources.putSources(
                    text(),
                    GrantSources.GrantSource.newBuilder()
                            .setIsDirect(dice.oneIn(2))
                            .build());
        }
        return sources;
    }

    private GrantExpandable expandable() {
        GrantExpandable.Builder expandable = GrantExpandable.newBuilder().setShallow(dice.oneIn(2));
        for (int i = dice.below(3); i > 0; i--) {
            expandable.addEntitlementIds(id()).addResourceTypeIds(id());
        }
        return expandable.build();
    }

    private ResourceId reference() {
        return ResourceId.newBuilder().setResourceType(id()).setResource(id()).build();
    }

    /**
     * The id of an entitlement of this owner: often the usual one, behind the owner's type and id, which keys store
     * without that prefix.
     */
    private String owned(ResourceId owner) {
        String prefix = owner.getResourceType() + ":" + owner.getResource() + ":";
        return switch (dice.below(4)) {
            case 0 -> id();
            case 1 -> prefix;
            default -> prefix + id();
        };
    }

    private Struct profile() {
        Struct.Builder profile = Struct.newBuilder();
        for (int i = dice.below(5); i > 0; i--) {
            Value inner = Value.newBuilder().setNumberValue(1).build();
            profile.putFields(
                    text(),
                    Value.newBuilder()
                            .setListValue(ListValue.newBuilder()
                                    .addValues(Value.newBuilder().setNullValue(NullValue.NULL_VALUE))
                                    .addValues(Value.newBuilder().setBoolValue(dice.oneIn(2)))
                                    .addValues(Value.newBuilder().setNumberValue(dice.below(1_000_000) / 1024.0))
                                    .addValues(Value.newBuilder().setStringValue(text()))
                                    .addValues(Value.newBuilder()
                                            .setStructValue(Struct.newBuilder().putFields(text(), inner))))
                            .build());
        }
        return profile.build();
    }

    /** Messages that everybody knows, and one that nobody does. */
    private List<Any> annotations() {
        List<Any> annotations = new ArrayList<>();
        for (int i = dice.oneIn(3) ? dice.below(4) : 0; i > 0; i--) {
            annotations.add(
                    switch (dice.below(4)) {
                        case 0 ->
                            Any.pack(ETag.newBuilder()
                                    .setValue(text())
                                    .setEntitlementId(textOrNone())
                                    .build());
                        case 1 -> Any.pack(GrantImmutable.getDefaultInstance());
                        case 2 -> Any.pack(StringValue.of(text()));
                        default ->
                            Any.newBuilder()
                                    .setTypeUrl("type.googleapis.com/example.Unknown")
                                    .setValue(ByteString.copyFrom(bytes()))
                                    .build();
                    });
        }
        return annotations;
    }
}
