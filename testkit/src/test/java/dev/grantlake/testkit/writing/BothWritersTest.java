package dev.grantlake.testkit.writing;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.ops.verify.Finding;
import dev.grantlake.ops.verify.Severity;
import dev.grantlake.ops.verify.Verification;
import dev.grantlake.ops.verify.VerificationOptions;
import dev.grantlake.pebble.PebbleFile;
import dev.grantlake.records.WritableRecords;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.OpenSync;
import dev.grantlake.store.Packing;
import dev.grantlake.store.RecordWriter;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.StoreMetadata;
import dev.grantlake.store.SyncType;
import dev.grantlake.store.SyncWriter;
import dev.grantlake.store.WritableStore;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.store.spi.SyncEditor;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.wire.connector.v2.Entitlement;
import dev.grantlake.wire.connector.v2.Grant;
import dev.grantlake.wire.connector.v2.Resource;
import dev.grantlake.wire.storage.v3.AssetRecord;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;
import dev.grantlake.wire.storage.v3.SessionRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/** A sync that was changed record by record holds, to the last byte, what one holds that was written in one pass. */
@ExtendWith(Seeds.class)
class BothWritersTest {

    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.089Z");
    private static final NewSync SYNC =
            NewSync.of(SyncType.FULL).withId("2ZVGuQwsGOcZoJmbB2Xn3ViCZOy").withTimes(NOW, NOW.plusSeconds(60));
    private static final StoreMetadata METADATA = new StoreMetadata("store", "pebble", "v3", "", "pebble3", 0);

    @TempDir
    private Path folder;

    @Test
    void whatIsPutEitherWayIsTheSame(Dice dice) throws Exception {
        for (int round = 0; round < Seeds.rounds(6); round++) {
            long seed = dice.bits();
            boolean digests = dice.oneIn(2);
            NavigableMap<Bytes, Bytes> expected = written(digests, writer -> put(writer, new Dice(seed)));
            try (MemoryKeyValueStore store = new MemoryKeyValueStore()) {
                SyncEditor editor = records(store, digests).start(SYNC);
                put(editor.writer(), new Dice(seed));
                editor.checkpoint("step");
                editor.finish();
                requireSame(entries(store), expected);
            }
        }
    }

    private static void put(RecordWriter writer, Dice dice) {
        Calls calls = new Calls(writer, new SyncModel(NOW), new RandomRecords(dice.fork(), 40), dice, 30);
        for (int call = 0; call < 60; call++) {
            calls.random();
        }
    }

    /** Whatever was put over, deleted, finished and opened again: nothing of it is left in indexes and digests. */
    @Test
    void whatWasChangedLeavesNoTrace(Dice dice) throws Exception {
        for (int round = 0; round < Seeds.rounds(6); round++) {
            try (MemoryKeyValueStore store = new MemoryKeyValueStore()) {
                WritableRecords records = records(store, true);
                SyncEditor editor = records.start(SYNC);
                SyncModel model = new SyncModel(NOW);
                RandomRecords random = new RandomRecords(dice.fork(), 20);
                for (int step = 0; step < 120; step++) {
                    switch (dice.below(8)) {
                        case 0 -> {
                            editor.finish();
                            editor = records.edit(records.syncRuns().get(0));
                        }
                        case 1 -> editor = records.edit(records.syncRuns().get(0));
                        case 2, 3 -> delete(editor, model, dice);
                        default -> new Calls(editor.writer(), model, random, dice, 20).random();
                    }
                }
                editor.checkpoint("step");
                editor.finish();
                NavigableMap<Bytes, Bytes> found = entries(store);
                requireKeys(found, model);
                requireSame(found, written(true, writer -> copy(found, writer)));
            }
        }
    }

    /** A file that is opened, changed and saved again and again holds what was put, and nothing else. */
    @Test
    void aFileThatIsChangedInPlaceIsTheSame(Dice dice) throws Exception {
        Path file = folder.resolve("edited.c1z");
        WriteOptions options =
                options(true).withTemporaryFolder(folder).withMemoryBytes(dice.oneIn(2) ? 1 << 20 : 64 << 20);
        for (int round = 0; round < Seeds.rounds(3); round++) {
            SyncModel model = new SyncModel(NOW.plusSeconds(60));
            RandomRecords random = new RandomRecords(dice.fork(), 20);
            for (int session = 0; session < 5; session++) {
                try (WritableStore store = Grantlake.edit(file, options)) {
                    OpenSync sync = session == 0
                            ? store.start(SYNC)
                            : store.edit(store.syncs().get(0).id());
                    for (int call = 0; call < 15; call++) {
                        new Calls(sync, model, random, dice, 40).random();
                        any(
                                model.grants,
                                dice,
                                key -> assertThat(sync.deleteGrant(key)).isTrue());
                        if (dice.oneIn(20)) {
                            store.save();
                        }
                    }
                    if (session == 4 || dice.oneIn(2)) {
                        sync.checkpoint("step");
                        sync.finish();
                    }
                }
                assertThat(folder.toFile().list()).containsExactly("edited.c1z");
            }
            ReadBack.requireSame(file, model, random.everyId());
            requireSound(file);
            try (PebbleFile opened = PebbleFile.open(file, OpenOptions.defaults())) {
                NavigableMap<Bytes, Bytes> found = entries(opened.entries());
                requireSame(found, written(true, writer -> copy(found, writer)));
            }
            Files.delete(file);
        }
    }

    /**
     * Whatever was put over and deleted in one sync of many, a check finds every index of every sync as it has to be.
     */
    @Test
    void aFileOfManySyncsIsSound(Dice dice) throws Exception {
        Path file = folder.resolve("many.c1z");
        WriteOptions options = WriteOptions.defaults()
                .withTemporaryFolder(folder)
                .withManySyncs(true)
                .withPacking(dice.pick(List.of(Packing.values())));
        for (int sitting = 0; sitting < 4; sitting++) {
            try (WritableStore store = Grantlake.edit(file, options)) {
                OpenSync sync = store.syncs().size() < 2 || dice.oneIn(3)
                        ? store.start(NewSync.full())
                        : store.edit(dice.pick(store.syncs()).id());
                for (int call = 0; call < 60; call++) {
                    changeNamed(sync, dice);
                }
                sync.finish();
                if (store.syncs().size() > 2 && dice.oneIn(3)) {
                    store.delete(dice.pick(store.syncs()).id());
                }
            }
            requireSound(file);
        }
    }

    /** Every record has an id of its own, which may come to mean another one. */
    private static void changeNamed(OpenSync sync, Dice dice) {
        ResourceId group = new ResourceId("group", "g" + dice.below(4));
        EntitlementKey member = new EntitlementKey(group, "e" + dice.below(6));
        ResourceId user = new ResourceId("user", "u" + dice.below(9));
        switch (dice.below(6)) {
            case 0 ->
                sync.put(Resource.newBuilder()
                        .setId(message(group))
                        .setParentResourceId(message(new ResourceId("group", "g" + dice.below(4))))
                        .build());
            case 1 -> sync.putEntitlement(member, "Member");
            case 2 -> sync.deleteGrant(new GrantKey(member, user));
            case 3 -> sync.deleteEntitlement(member);
            default ->
                sync.put(Grant.newBuilder()
                        .setId("grant " + dice.below(20))
                        .setEntitlement(Entitlement.newBuilder()
                                .setId(member.id())
                                .setResource(Resource.newBuilder().setId(message(group))))
                        .setPrincipal(Resource.newBuilder().setId(message(user)))
                        .build());
        }
    }

    private static dev.grantlake.wire.connector.v2.ResourceId message(ResourceId id) {
        return dev.grantlake.wire.connector.v2.ResourceId.newBuilder()
                .setResourceType(id.type())
                .setResource(id.id())
                .build();
    }

    private static void requireSound(Path file) {
        List<Finding> errors = new ArrayList<>();
        new Verification(new VerificationOptions(OpenOptions.defaults(), 2, 10, 1, layer -> {})).file(file, finding -> {
            if (finding.severity() == Severity.ERROR) {
                errors.add(finding);
            }
        });
        assertThat(errors).isEmpty();
    }

    private static void delete(SyncEditor editor, SyncModel model, Dice dice) {
        switch (dice.below(6)) {
            case 0 ->
                any(
                        model.resourceTypes,
                        dice,
                        id -> assertThat(editor.deleteResourceType(id)).isTrue());
            case 1 ->
                any(
                        model.resources,
                        dice,
                        id -> assertThat(editor.deleteResource(id)).isTrue());
            case 2 ->
                any(
                        model.entitlements,
                        dice,
                        key -> assertThat(editor.deleteEntitlement(key)).isTrue());
            case 3 ->
                any(model.assets, dice, id -> assertThat(editor.deleteAsset(id)).isTrue());
            case 4 ->
                any(
                        model.sessions,
                        dice,
                        key -> assertThat(editor.deleteSession(key)).isTrue());
            default -> {
                assertThat(editor.deleteResource(new ResourceId("no", "body"))).isFalse();
                assertThat(editor.deleteEntitlement(new EntitlementKey(new ResourceId("no", "body"), "none")))
                        .isFalse();
                for (int i = dice.below(30); i > 0; i--) {
                    any(
                            model.grants,
                            dice,
                            key -> assertThat(editor.deleteGrants(List.of(key, key)))
                                    .isEqualTo(1));
                }
            }
        }
    }

    private interface Deletion<K> {
        void delete(K key);
    }

    private static <K, V> void any(Map<K, V> from, Dice dice, Deletion<K> deletion) {
        if (!from.isEmpty()) {
            K key = dice.pick(List.copyOf(from.keySet()));
            deletion.delete(key);
            from.remove(key);
        }
    }

    private static void requireKeys(NavigableMap<Bytes, Bytes> found, SyncModel model) {
        Map<KeyFamily, Integer> expected = Map.of(
                KeyFamily.RESOURCE_TYPE, model.resourceTypes.size(),
                KeyFamily.RESOURCE, model.resources.size(),
                KeyFamily.ENTITLEMENT, model.entitlements.size(),
                KeyFamily.GRANT, model.grants.size(),
                KeyFamily.ASSET, model.assets.size(),
                KeyFamily.SESSION, model.sessions.size());
        expected.forEach((family, count) -> assertThat(
                        found.keySet().stream().filter(key -> KeyFamily.of(key) == family))
                .as(family.label())
                .hasSize(count));
    }

    /** Puts the rows of a store as they are. */
    private static void copy(NavigableMap<Bytes, Bytes> entries, RecordWriter writer) {
        entries.forEach((key, value) -> {
            byte[] bytes = value.toArray();
            try {
                switch (KeyFamily.of(key)) {
                    case RESOURCE_TYPE -> writer.putResourceTypeRecords(List.of(ResourceTypeRecord.parseFrom(bytes)));
                    case RESOURCE -> writer.putResourceRecords(List.of(ResourceRecord.parseFrom(bytes)));
                    case ENTITLEMENT -> writer.putEntitlementRecords(List.of(EntitlementRecord.parseFrom(bytes)));
                    case GRANT -> writer.putGrantRecords(List.of(GrantRecord.parseFrom(bytes)));
                    case ASSET -> writer.putAssetRecords(List.of(AssetRecord.parseFrom(bytes)));
                    case SESSION -> {
                        SessionRecord session = SessionRecord.parseFrom(bytes);
                        writer.putSession(
                                session.getKey(), Bytes.wrap(session.getValue().toByteArray()));
                    }
                    default -> {}
                }
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private interface Source {
        void putInto(RecordWriter writer);
    }

    /** What the file holds of a sync that was written in one pass. */
    private NavigableMap<Bytes, Bytes> written(boolean digests, Source source) throws Exception {
        Path file = folder.resolve("out.c1z");
        try (SyncWriter writer = Grantlake.create(file, SYNC, options(digests))) {
            source.putInto(writer);
            writer.checkpoint("step");
            writer.finish();
        }
        try (PebbleFile opened = PebbleFile.open(file, OpenOptions.defaults())) {
            return entries(opened.entries());
        } finally {
            Files.delete(file);
        }
    }

    private static WritableRecords records(KeyValueStore store, boolean digests) {
        return WritableRecords.open(store, METADATA, options(digests), KeyLayout.IDENTITIES);
    }

    private static WriteOptions options(boolean digests) {
        return WriteOptions.defaults()
                .withClock(InstantSource.fixed(NOW.plusSeconds(60)))
                .withDigests(digests);
    }

    private static void requireSame(NavigableMap<Bytes, Bytes> found, NavigableMap<Bytes, Bytes> expected) {
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        found.forEach((key, value) -> assertThat(value).as(key.toString()).isEqualTo(expected.get(key)));
    }

    private static NavigableMap<Bytes, Bytes> entries(KeyValueReader reader) {
        NavigableMap<Bytes, Bytes> entries = new TreeMap<>();
        try (Cursor cursor = reader.cursor(KeyRange.ALL)) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                entries.put(cursor.key().copy(), cursor.value().copy());
            }
        }
        return entries;
    }
}
