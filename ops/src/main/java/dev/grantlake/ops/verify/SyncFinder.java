package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.records.key.ExternalIdKeys;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.Ksuid;
import dev.grantlake.records.key.MetaKey;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Finds the syncs of a file of keyspace version 1 by the ids in its keys, whether they have a record of their own or
 * not. Jumps from one sync to the next. Keys that have no room for an id are reported.
 */
final class SyncFinder implements Runnable {

    /** As many as a store opens. */
    private static final int MAX_SYNCS = 10_000;

    private static final List<KeyFamily> ROWS = List.of(
            KeyFamily.RESOURCE_TYPE, KeyFamily.RESOURCE, KeyFamily.ENTITLEMENT, KeyFamily.GRANT, KeyFamily.ASSET);

    private final RecordScope scope;
    private final SortedSet<Bytes> found = new TreeSet<>();

    SyncFinder(RecordScope scope) {
        this.scope = scope;
    }

    /** The ids, 20 bytes each; only after {@link #run}. */
    SortedSet<Bytes> found() {
        return found;
    }

    @Override
    public void run() {
        single(KeyFamily.SYNC_RUN.header());
        single(MetaKey.STATISTICS.key());
        ROWS.forEach(family -> jump(family.header()));
        ExternalIdKeys.INDEXES.forEach(index -> jump(index.header()));
        if (found.size() >= MAX_SYNCS) {
            scope.findings()
                    .add(Finding.ofFile(
                            FindingCode.RECORDS_NOT_CHECKED,
                            scope.file(),
                            "keys of more syncs than the " + MAX_SYNCS + " that a file may hold"));
        }
    }

    /** Keys of which a sync has one, with nothing behind its id. */
    private void single(Bytes header) {
        try (Entries entries = scope.entries(KeyRange.prefix(header))) {
            while (entries.next() && found.size() < MAX_SYNCS) {
                Bytes key = entries.key().copy();
                if (key.length() == header.length() + Ksuid.LENGTH) {
                    found.add(key.from(header.length()));
                } else {
                    malformed(key);
                }
            }
        }
    }

    private void jump(Bytes header) {
        Bytes end = KeyRange.prefix(header).to();
        Bytes from = header;
        while (from != null && found.size() < MAX_SYNCS) {
            from = behindNext(header, new KeyRange(from, end));
        }
    }

    /** Where the sync ends that has the first key of a range; null if there is none. */
    private @Nullable Bytes behindNext(Bytes header, KeyRange range) {
        try (Entries entries = scope.entries(range)) {
            while (entries.next()) {
                Bytes key = entries.key().copy();
                int end = header.length() + Ksuid.LENGTH;
                if (key.length() >= end) {
                    found.add(key.slice(header.length(), Ksuid.LENGTH));
                    return KeyRange.prefix(key.slice(0, end)).to();
                }
                malformed(key);
            }
        }
        return null;
    }

    private void malformed(Bytes key) {
        scope.report(
                FindingCode.KEY_MALFORMED,
                key,
                "expected the " + Ksuid.LENGTH + " bytes of a sync's id in the key",
                "");
    }
}
