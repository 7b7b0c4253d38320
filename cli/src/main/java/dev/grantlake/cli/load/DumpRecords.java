package dev.grantlake.cli.load;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.cli.json.JsonInput;
import dev.grantlake.cli.json.ProtoJsonReader;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.SessionEntry;
import dev.grantlake.store.spi.StorageRecords;
import dev.grantlake.wire.WireTypes;
import dev.grantlake.wire.connector.v2.Entitlement;
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
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;
import org.jspecify.annotations.Nullable;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;

/** Turns the object of one line into a storage record. Belongs to one thread. */
final class DumpRecords {

    private final ProtoJsonReader messages = new ProtoJsonReader(WireTypes::find);
    private final boolean keepTimes;
    private final Optional<Instant> now;

    private int sync;
    private Optional<Instant> discoveredAt = Optional.empty();

    /** What a line of an asset says. */
    record AssetLine(String id, @Nullable AssetRecord stored) {}

    /**
     * Records of lines.
     *
     * @param keepTimes whether a record was discovered when its line says so, else {@code now}
     */
    DumpRecords(boolean keepTimes, Instant now) {
        this.keepTimes = keepTimes;
        this.now = Optional.of(now);
    }

    /** The number of the sync that the line read last belongs to. */
    int sync() {
        return sync;
    }

    ResourceTypeRecord resourceType(JsonInput in) {
        ResourceType.Builder type = ResourceType.newBuilder();
        readMessage(in, type, type::addAnnotations);
        return StorageRecords.of(type.build(), discoveredAt);
    }

    ResourceRecord resource(JsonInput in) {
        Resource.Builder resource = Resource.newBuilder();
        readMessage(in, resource, resource::addAnnotations);
        return StorageRecords.of(resource.build(), discoveredAt);
    }

    private void readMessage(JsonInput in, Message.Builder message, Consumer<Any> annotations) {
        start();
        for (String name = in.firstName(); name != null; name = in.nextName()) {
            in.toValue();
            switch (name) {
                case "annotations" -> in.eachElement(() -> annotations.accept(messages.readAny(in)));
                case "data" -> messages.read(in, message);
                default -> readCommon(in, name);
            }
        }
        in.end();
    }

    EntitlementRecord entitlement(JsonInput in) {
        Entitlement.Builder entitlement = Entitlement.newBuilder();
        start();
        for (String name = in.firstName(); name != null; name = in.nextName()) {
            in.toValue();
            switch (name) {
                case "annotations" -> in.eachElement(() -> entitlement.addAnnotations(messages.readAny(in)));
                case "data" -> messages.read(in, entitlement);
                case "grantable_to" ->
                    in.eachElement(() ->
                            entitlement.addGrantableTo(ResourceType.newBuilder().setId(in.text())));
                case "resource" -> {
                    ResourceId id = reference(in);
                    if (id != null) {
                        entitlement.getResourceBuilder().setId(message(id));
                    }
                }
                default -> readCommon(in, name);
            }
        }
        in.end();
        return StorageRecords.of(entitlement.build(), discoveredAt);
    }

    GrantRecord grant(JsonInput in) {
        GrantRecord.Builder grant = GrantRecord.newBuilder();
        start();
        for (String name = in.firstName(); name != null; name = in.nextName()) {
            in.toValue();
            switch (name) {
                case "annotations" -> in.eachElement(() -> grant.addAnnotations(messages.readAny(in)));
                case "entitlement" -> grant.setEntitlement(entitlementRef(in));
                case "expandable" -> grant.setExpansion(expansion(in));
                case "id" -> grant.setExternalId(in.text());
                case "needs_expansion" -> grant.setNeedsExpansion(in.flag());
                case "principal" -> grant.setPrincipal(principal(in));
                case "sources" ->
                    in.eachField(source -> grant.putSources(
                            source,
                            GrantSourceRecord.newBuilder()
                                    .setIsDirect(in.flag())
                                    .build()));
                default -> readCommon(in, name);
            }
        }
        in.end();
        discoveredAt.ifPresent(instant -> grant.setDiscoveredAt(StorageRecords.timestamp(instant)));
        return grant.build();
    }

    private static EntitlementRef entitlementRef(JsonInput in) {
        EntitlementRef.Builder ref = EntitlementRef.newBuilder();
        in.eachField(name -> {
            switch (name) {
                case "id" -> ref.setEntitlementId(in.text());
                case "resource" -> {
                    ResourceId id = reference(in);
                    if (id != null) {
                        ref.setResourceTypeId(id.type()).setResourceId(id.id());
                    }
                }
                default -> throw unknown(in, name);
            }
        });
        return ref.build();
    }

    private static PrincipalRef principal(JsonInput in) {
        PrincipalRef.Builder ref = PrincipalRef.newBuilder();
        in.eachField(name -> {
            ResourceId id = reference(in);
            switch (name) {
                case "id" -> {
                    if (id != null) {
                        ref.setResourceTypeId(id.type()).setResourceId(id.id());
                    }
                }
                case "parent" -> {
                    if (id != null) {
                        ref.setParentResourceTypeId(id.type()).setParentResourceId(id.id());
                    }
                }
                default -> throw unknown(in, name);
            }
        });
        return ref.build();
    }

    private static GrantExpandableRecord expansion(JsonInput in) {
        GrantExpandableRecord.Builder expansion = GrantExpandableRecord.newBuilder();
        in.eachField(name -> {
            switch (name) {
                case "@type" -> in.text();
                case "entitlement_ids" -> in.eachElement(() -> expansion.addEntitlementIds(in.text()));
                case "resource_type_ids" -> in.eachElement(() -> expansion.addResourceTypeIds(in.text()));
                case "shallow" -> expansion.setShallow(in.flag());
                default -> throw unknown(in, name);
            }
        });
        return expansion.build();
    }

    /** The asset of a line; without a record if its bytes are not there. What it says of them must be true. */
    AssetLine asset(JsonInput in) {
        AssetRecord.Builder asset = AssetRecord.newBuilder();
        boolean present = false;
        String hash = "";
        long size = -1;
        start();
        for (String name = in.firstName(); name != null; name = in.nextName()) {
            in.toValue();
            switch (name) {
                case "content_type" -> asset.setContentType(in.text());
                case "data" -> {
                    asset.setData(ByteString.copyFrom(in.base64()));
                    present = true;
                }
                case "id" -> asset.setExternalId(in.text());
                case "sha256" -> hash = in.text();
                case "size" -> size = in.number();
                default -> readCommon(in, name);
            }
        }
        in.end();
        if (!present) {
            return new AssetLine(asset.getExternalId(), null);
        }
        if (size >= 0 && size != asset.getData().size()) {
            throw in.contradiction("data of " + size + " bytes", asset.getData().size() + " bytes");
        }
        String found = sha256(asset.getData());
        if (!hash.isEmpty() && !hash.equals(found)) {
            throw in.contradiction("data with SHA-256 " + hash, found);
        }
        discoveredAt.ifPresent(instant -> asset.setDiscoveredAt(StorageRecords.timestamp(instant)));
        return new AssetLine(asset.getExternalId(), asset.build());
    }

    SessionEntry session(JsonInput in) {
        String key = "";
        Bytes value = Bytes.EMPTY;
        start();
        for (String name = in.firstName(); name != null; name = in.nextName()) {
            in.toValue();
            switch (name) {
                case "key" -> key = in.text();
                case "value" -> value = Bytes.wrap(in.base64());
                default -> readCommon(in, name);
            }
        }
        in.end();
        return new SessionEntry(key, value);
    }

    private void start() {
        sync = 0;
        discoveredAt = keepTimes ? Optional.empty() : now;
    }

    /** Reads a field that lines of every kind have. */
    private void readCommon(JsonInput in, String name) {
        switch (name) {
            case "kind" -> in.text();
            case "s" -> sync = SyncRunLine.number(in);
            case "discovered_at" -> {
                Optional<Instant> instant = SyncRunLine.instant(in);
                discoveredAt = keepTimes ? instant : now;
            }
            default -> throw unknown(in, name);
        }
    }

    /** A reference to a resource, or null where the line has null. */
    private static @Nullable ResourceId reference(JsonInput in) {
        if (in.isNull()) {
            return null;
        }
        String type = "";
        String id = "";
        for (String name = in.firstName(); name != null; name = in.nextName()) {
            in.toValue();
            switch (name) {
                case "resource" -> id = in.text();
                case "resource_type" -> type = in.text();
                default -> throw unknown(in, name);
            }
        }
        return new ResourceId(type, id);
    }

    private static dev.grantlake.wire.connector.v2.ResourceId message(ResourceId id) {
        return dev.grantlake.wire.connector.v2.ResourceId.newBuilder()
                .setResourceType(id.type())
                .setResource(id.id())
                .build();
    }

    static StorageException unknown(JsonInput in, String name) {
        return in.contradiction("only names that dump writes", "\"" + name + "\"");
    }

    private static String sha256(ByteString data) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(data.asReadOnlyByteBuffer());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a Java platform without SHA-256", e);
        }
    }
}
