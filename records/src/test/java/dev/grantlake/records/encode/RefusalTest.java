package dev.grantlake.records.encode;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.store.StoreException;
import dev.grantlake.wire.connector.v2.AssetRef;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.connector.v2.ResourceId;
import dev.grantlake.wire.connector.v2.ResourceType;
import dev.grantlake.wire.storage.v3.AssetRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.SessionRecord;
import dev.grantlake.wire.storage.v3.SyncRunRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What cannot be stored, and what can although it looks odd. */
class RefusalTest {

    private static final Instant NOW = Instant.EPOCH;
    private static final String LONE = "a\ud800";
    private static final String SYNC_ID = "2ZVGuQwsGOcZoJmbB2Xn3ViCZOy";

    static Stream<Arguments> refused() {
        return Stream.of(
                grant("grant \"id\": no entitlement", grant().clearEntitlement()),
                grant(
                        "grant \"id\": no entitlement with an id",
                        grant().setEntitlement(entitlement().clearId())),
                grant(
                        "grant \"id\": no resource of its entitlement",
                        grant().setEntitlement(entitlement().clearResource())),
                grant(
                        "grant \"id\": no resource of its entitlement",
                        grant().setEntitlement(entitlement().setResource(resource("", "r")))),
                grant(
                        "grant \"id\": no resource of its entitlement",
                        grant().setEntitlement(entitlement().setResource(resource("t", "")))),
                grant("grant \"id\": no principal", grant().clearPrincipal()),
                grant("grant \"id\": no principal", grant().setPrincipal(resource("", "u"))),
                grant("grant \"id\": no principal", grant().setPrincipal(resource("user", ""))),
                grant("grant \"id\": text has an unpaired", grant().setPrincipal(resource("user", LONE))),
                grant(
                        "grant \"id\": text has an unpaired",
                        grant().setEntitlement(entitlement().setId(LONE))),
                grant("unpaired surrogate", grant().setId(LONE)),
                grant("grant \"id\": a key of 70", grant().setPrincipal(resource("user", "u".repeat(70_000)))),
                Arguments.of("grant \"stored\": no entitlement", (BiConsumer<RecordEncoder, RowBuffer>)
                        (encoder, row) -> encoder.grant(
                                GrantRecord.newBuilder().setExternalId("stored").build(), NOW, row)),
                entitlement("entitlement \"e\": no resource", entitlement().clearResource()),
                entitlement("entitlement \"e\": no resource", entitlement().setResource(resource("", "r"))),
                entitlement("entitlement \"e\": no resource", entitlement().setResource(resource("t", ""))),
                entitlement(
                        "entitlement \"e\": text has an unpaired", entitlement().setSlug(LONE)),
                resource(
                        "resource \"t/r\": text has an unpaired",
                        resource("t", "r").setDisplayName(LONE)),
                resource(
                        "resource \"t/r\": text has an unpaired",
                        resource("t", "r")
                                .setProfile(Struct.newBuilder()
                                        .putFields(LONE, Value.newBuilder().build()))),
                resource(
                        "resource \"t/r\": a profile nested more than 100 messages deep",
                        resource("t", "r").setProfile(nested(34))),
                asset("asset \"\": no id", AssetRecord.newBuilder()),
                asset(
                        "asset \"big\": data of 101 bytes, at most 100",
                        AssetRecord.newBuilder().setExternalId("big").setData(ByteString.copyFrom(new byte[101]))),
                resource("resource \"t/r\": a row of 1048", resource("t", "r").setDescription("d".repeat(1 << 20))),
                grant("a row of 1048", grant().setId("i".repeat(1 << 20))),
                grant(
                        "grant \"id\": a row of 1048",
                        grant().addAnnotations(Any.newBuilder().setValue(ByteString.copyFrom(new byte[1 << 20])))),
                Arguments.of("sync run \"x\": its id is not a KSUID", (BiConsumer<RecordEncoder, RowBuffer>)
                        (encoder, row) -> encoder.syncRun(
                                SyncRunRecord.newBuilder().setSyncId("x").build(), row)));
    }

    @ParameterizedTest
    @MethodSource
    void refused(String message, BiConsumer<RecordEncoder, RowBuffer> write) {
        RecordEncoder encoder = new RecordEncoder(new RecordLimits(60 << 10, 100, 1 << 20));
        assertThatThrownBy(() -> write.accept(encoder, new RowBuffer()))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.INVALID_ARGUMENT))
                .hasMessageStartingWith("cannot store ")
                .hasMessageContaining(message);
    }

    static Stream<Arguments> accepted() {
        return Stream.of(
                Arguments.of("030100", write(ResourceType.newBuilder())),
                resource("03020000", Resource.newBuilder()),
                resource("03020000", resource("", "")),
                entitlement("0303007400720030" + "00", entitlement().clearId()),
                grant("03040074007200300065007573657200" + "75", grant().clearId()),
                resource("030200740072", resource("t", "r").setProfile(nested(32))),
                Arguments.of("030900" + Bytes.utf8(SYNC_ID).toHex() + "00", (BiConsumer<RecordEncoder, RowBuffer>)
                        (encoder, row) -> encoder.session(
                                SessionRecord.newBuilder().setSyncId(SYNC_ID).build(), row)),
                Arguments.of("03050061", (BiConsumer<RecordEncoder, RowBuffer>) (encoder, row) ->
                        encoder.asset(SYNC_ID, AssetRef.newBuilder().setId("a").build(), "", Bytes.EMPTY, NOW, row)));
    }

    @ParameterizedTest
    @MethodSource
    void accepted(String key, BiConsumer<RecordEncoder, RowBuffer> write) {
        RowBuffer row = new RowBuffer();
        write.accept(new RecordEncoder(RecordLimits.DEFAULT), row);
        assertThat(row.key().toBytes().toHex()).isEqualTo(key);
    }

    /** The limit is on the bytes of the key, however many chars they come from. */
    @Test
    void keysUpToTheLimitAreStored() {
        RecordEncoder encoder = new RecordEncoder(new RecordLimits(100, 0, 1 << 20));
        RowBuffer row = new RowBuffer();
        int others = "030400740072003000650075736572".length() / 2 + 1;
        Grant longest =
                grant().setPrincipal(resource("user", "u".repeat(100 - others))).build();
        encoder.grant(longest, NOW, row);
        assertThat(row.key().size()).isEqualTo(100);
        Grant longer =
                grant().setPrincipal(resource("user", "u".repeat(101 - others))).build();
        assertThatThrownBy(() -> encoder.grant(longer, NOW, row)).hasMessageContaining("a key of 101 bytes");
    }

    private static BiConsumer<RecordEncoder, RowBuffer> write(ResourceType.Builder type) {
        return (encoder, row) -> encoder.resourceType(type.build(), NOW, row);
    }

    private static Arguments grant(String expected, Grant.Builder grant) {
        return Arguments.of(expected, (BiConsumer<RecordEncoder, RowBuffer>)
                (encoder, row) -> encoder.grant(grant.build(), NOW, row));
    }

    private static Arguments entitlement(String expected, Entitlement.Builder entitlement) {
        return Arguments.of(expected, (BiConsumer<RecordEncoder, RowBuffer>)
                (encoder, row) -> encoder.entitlement(entitlement.build(), NOW, row));
    }

    private static Arguments resource(String expected, Resource.Builder resource) {
        return Arguments.of(expected, (BiConsumer<RecordEncoder, RowBuffer>)
                (encoder, row) -> encoder.resource(resource.build(), NOW, row));
    }

    private static Arguments asset(String expected, AssetRecord.Builder asset) {
        return Arguments.of(expected, (BiConsumer<RecordEncoder, RowBuffer>)
                (encoder, row) -> encoder.asset(asset.build(), NOW, row));
    }

    private static Grant.Builder grant() {
        return Grant.newBuilder().setId("id").setEntitlement(entitlement()).setPrincipal(resource("user", "u"));
    }

    private static Entitlement.Builder entitlement() {
        return Entitlement.newBuilder().setId("e").setResource(resource("t", "r"));
    }

    private static Resource.Builder resource(String type, String id) {
        return Resource.newBuilder()
                .setId(ResourceId.newBuilder().setResourceType(type).setResource(id));
    }

    private static Struct nested(int structs) {
        Struct.Builder struct = Struct.newBuilder();
        for (int i = 1; i < structs; i++) {
            struct = Struct.newBuilder()
                    .putFields("", Value.newBuilder().setStructValue(struct).build());
        }
        return struct.build();
    }
}
