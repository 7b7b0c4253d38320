package dev.grantlake.testkit.verify;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.LsmReadOptions;
import dev.grantlake.lsm.ReadOnlyDatabase;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import dev.grantlake.wire.storage.v3.GrantRecord;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceTypeRecord;
import dev.grantlake.wire.storage.v3.SyncRunRecord;
import dev.grantlake.wire.storage.v3.SyncStatsRecord;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a database holds, as far as keys, indexes, digests and statistics cover it: names, times and notes they do not.
 */
final class Content {

    /** Only today's layout has it. */
    private static final Bytes ID_FORMAT = Bytes.ofHex("03ff").plus(Bytes.utf8("grant_entitlement_id_format"));

    private Content() {}

    /** All keys with the covered part of their values; empty if they cannot be read. */
    static Optional<SortedMap<Bytes, Object>> covered(Vfs directory) {
        TreeMap<Bytes, Object> content = new TreeMap<>();
        try (ReadOnlyDatabase database = ReadOnlyDatabase.open(
                        directory, new LsmReadOptions(new BufferCache(1 << 20), new ReadMetrics()));
                Cursor cursor = database.cursor(KeyRange.ALL)) {
            boolean today = database.get(ID_FORMAT) != null;
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                Bytes key = cursor.key().copy();
                content.put(key, covered(key, cursor.value().copy(), today));
            }
            return Optional.of(content);
        } catch (StorageException e) {
            return Optional.empty();
        }
    }

    /** What of a value is covered; digests cover sources, and the manifest a sync, in today's layout only. */
    private static Object covered(Bytes key, Bytes value, boolean today) {
        try {
            byte[] bytes = value.toArray();
            return switch (key.at(1)) {
                case 1 -> ResourceTypeRecord.parseFrom(bytes).getExternalId();
                case 2 -> {
                    ResourceRecord resource = ResourceRecord.parseFrom(bytes);
                    // A type alone is no parent, and has no entry.
                    yield List.of(
                            resource.getResourceTypeId(),
                            resource.getResourceId(),
                            resource.getParent().getResourceId(),
                            resource.getParent().getResourceId().isEmpty()
                                    ? ""
                                    : resource.getParent().getResourceTypeId());
                }
                case 3 -> {
                    EntitlementRecord entitlement = EntitlementRecord.parseFrom(bytes);
                    yield List.of(
                            entitlement.getExternalId(),
                            entitlement.getResource().getResourceTypeId(),
                            entitlement.getResource().getResourceId());
                }
                case 4 -> {
                    GrantRecord grant = GrantRecord.parseFrom(bytes);
                    yield List.of(
                            grant.getEntitlement(),
                            grant.getPrincipal().getResourceTypeId(),
                            grant.getPrincipal().getResourceId(),
                            grant.getNeedsExpansion(),
                            today ? grant.getSourcesMap().keySet() : grant.getExternalId());
                }
                case 5, 9 -> "";
                case 6 -> {
                    SyncRunRecord run = SyncRunRecord.parseFrom(bytes);
                    yield today
                            ? List.of(run.getSyncId(), run.getType(), run.getParentSyncId())
                            : List.of(run.getSyncId());
                }
                case 7, 0x0a -> value;
                default ->
                    key.toUtf8().contains("stats\0")
                            ? counts(SyncStatsRecord.parseFrom(bytes))
                            : unlessGraph(key, value);
            };
        } catch (InvalidProtocolBufferException e) {
            return value;
        }
    }

    private static Object counts(SyncStatsRecord stats) {
        return List.of(
                stats.getSyncId(),
                stats.getResourceTypes(),
                stats.getResources(),
                stats.getEntitlements(),
                stats.getGrants(),
                stats.getAssets(),
                stats.getResourcesByResourceTypeMap(),
                stats.getEntitlementsByResourceTypeMap(),
                stats.getGrantsByEntitlementResourceTypeMap());
    }

    private static Object unlessGraph(Bytes key, Bytes value) {
        return key.toUtf8().contains("graph") ? "" : value;
    }
}
