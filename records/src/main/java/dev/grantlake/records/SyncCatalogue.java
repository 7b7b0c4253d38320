package dev.grantlake.records;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.records.codec.SyncRunCodec;
import dev.grantlake.records.key.ExternalIdKeyspace;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyspaceV2;
import dev.grantlake.records.key.Ksuid;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.SyncRun;

import java.util.ArrayList;
import java.util.List;

/** Finds the syncs of a store and gives each the keyspace that its records lie under. */
final class SyncCatalogue {

    /** As many syncs as the head of a file may name. */
    static final int MAX_SYNCS = 10_000;

    private final PathWalker walker;
    private final Stamps stamps;

    SyncCatalogue(PathWalker walker, Stamps stamps) {
        this.walker = walker;
        this.stamps = stamps;
    }

    List<RecordSync> syncs() {
        return switch (stamps.layout()) {
            case IDENTITIES -> only(this::ofIdentities);
            case EXTERNAL_IDS -> only(this::ofExternalIds);
            case EXTERNAL_IDS_BY_SYNC -> all();
        };
    }

    @FunctionalInterface
    private interface Opening {
        RecordSync open(SyncRun run);
    }

    private List<RecordSync> only(Opening opening) {
        Row row = walker.get(KeyFamily.SYNC_RUN.header());
        return row == null ? List.of() : List.of(opening.open(SyncRunCodec.ofRecord(row.message())));
    }

    private RecordSync ofIdentities(SyncRun run) {
        KeyspaceV2 keyspace = new KeyspaceV2(walker.file(), run.id(), stamps.principalIndexComplete());
        return new RecordSync(run, keyspace, walker, new IdentityBareIds(keyspace, walker), stamps.digestsExact());
    }

    private RecordSync ofExternalIds(SyncRun run) {
        return ofExternalIds(run, ExternalIdKeyspace.ofOneSync(walker.file(), run.id(), stamps.completeIndexes()));
    }

    private RecordSync ofExternalIds(SyncRun run, ExternalIdKeyspace keyspace) {
        return new RecordSync(run, keyspace, walker, new StoredBareIds(keyspace, walker), stamps.digestsExact());
    }

    private List<RecordSync> all() {
        List<RecordSync> syncs = new ArrayList<>();
        try (Cursor cursor = walker.reader().cursor(KeyRange.prefix(KeyFamily.SYNC_RUN.header()))) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                Row row = new Row(
                        walker.file(), cursor.key().copy(), cursor.value().retain());
                if (syncs.size() == MAX_SYNCS) {
                    throw StorageException.limit(row.location(), "more than " + MAX_SYNCS + " syncs in one file");
                }
                syncs.add(ofKey(row));
            }
        }
        return List.copyOf(syncs);
    }

    /** The key has the last word on the id, since the records of the sync have it in theirs. */
    private RecordSync ofKey(Row row) {
        Bytes id = row.key().from(KeyFamily.SYNC_RUN.header().length());
        if (id.length() != Ksuid.LENGTH) {
            throw row.corrupt("a sync id of " + Ksuid.LENGTH + " bytes in the key", id.length() + " bytes");
        }
        Ksuid sync = new Ksuid(id);
        SyncRun run = SyncRunCodec.ofRecord(row.message()).withId(sync.toString());
        return ofExternalIds(run, ExternalIdKeyspace.ofSync(walker.file(), sync, stamps.completeIndexes()));
    }
}
