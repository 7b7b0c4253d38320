package dev.grantlake.records;

import dev.grantlake.base.BigEndian;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.spill.SortedRun;
import dev.grantlake.kv.spill.SpillingSorter;
import dev.grantlake.records.codec.GrantFold;
import dev.grantlake.records.key.DerivedKeys;
import dev.grantlake.records.key.ExternalIdKeyspace;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyspaceV2;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.GrantKey;
import dev.grantlake.store.MigrationReport;
import dev.grantlake.store.ResourceId;
import dev.grantlake.wire.storage.v3.EntitlementRecord;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Rows of external ids under the keys of their identities, with the index entries of today, as one sorted run: what a
 * migration makes, and what it lost on the way. In bounded memory.
 *
 * <p>Implementation note. Rows are sorted by their new keys and, with the same key, in the order in which they lay. So
 * grants of one identity come one behind the other and are folded; entries are derived from what comes out and sorted
 * by themselves, since they lie behind all rows.
 */
final class MigratedRows {

    private static final long SORT_BUDGET_BYTES = 32L << 20;

    /** Of the grants of one identity, together; far more than a sound store has. */
    private static final long MAX_FOLDED_BYTES = 64L << 20;

    private static final Set<IndexFamily> INDEXES =
            Set.of(IndexFamily.GRANT_BY_PRINCIPAL, IndexFamily.GRANT_NEEDS_EXPANSION);

    private final String file;
    private final ExternalIdKeyspace source;
    private final KeyspaceV2 target;
    private final SpillingSorter rows;
    private final SpillingSorter entries;
    private final SortedRun.Writer writer;
    private long position;
    private long mergedGrants;
    private long droppedGrants;
    private long droppedEntitlements;
    private @Nullable Row pending;
    private @Nullable GrantFold fold;
    private long foldedBytes;

    private MigratedRows(String file, SpillingSorter rows, SpillingSorter entries, SortedRun.Writer writer) {
        this.file = file;
        this.source = ExternalIdKeyspace.ofOneSync(file, "", Set.of());
        this.target = new KeyspaceV2(file, "", true);
        this.rows = rows;
        this.entries = entries;
        this.writer = writer;
    }

    /** What came of a migration; whoever asked for it closes the run. */
    record Result(SortedRun run, MigrationReport report) {}

    /** Migrates all entitlements and grants of a store. */
    static Result of(KeyValueReader reader, String file, Path temporaryFolder) {
        try (SpillingSorter rows = new SpillingSorter(temporaryFolder, SORT_BUDGET_BYTES);
                SpillingSorter entries = new SpillingSorter(temporaryFolder, SORT_BUDGET_BYTES);
                SortedRun.Writer writer = new SortedRun.Writer(temporaryFolder)) {
            MigratedRows migrated = new MigratedRows(file, rows, entries, writer);
            migrated.read(reader);
            MigrationReport report = migrated.write();
            return new Result(writer.finish(), report);
        } catch (IOException e) {
            throw new IllegalStateException("sorting hands rows to memory only", e);
        }
    }

    private void read(KeyValueReader reader) {
        try (Cursor cursor = reader.cursor(KeyRange.prefix(KeyFamily.ENTITLEMENT.header()))) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                readEntitlement(row(cursor));
            }
        }
        try (Cursor cursor = reader.cursor(KeyRange.prefix(KeyFamily.GRANT.header()))) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                readGrant(row(cursor));
            }
        }
    }

    private Row row(Cursor cursor) {
        return new Row(file, cursor.key().copy(), cursor.value().retain());
    }

    /** The value has the last word on the id, too. */
    private void readEntitlement(Row row) {
        ResourceId resource = source.entitlementKey(row).resource();
        if (resource.type().isEmpty() || resource.id().isEmpty()) {
            droppedEntitlements++;
            return;
        }
        String id = row.message().text(EntitlementRecord.EXTERNAL_ID_FIELD_NUMBER);
        sort(target.entitlement(new EntitlementKey(resource, id)).key(), row.value());
    }

    private void readGrant(Row row) {
        GrantKey grant = source.grantKey(row);
        ResourceId resource = grant.entitlement().resource();
        ResourceId principal = grant.principal();
        boolean complete = !resource.type().isEmpty()
                && !resource.id().isEmpty()
                && !grant.entitlement().id().isEmpty()
                && !principal.type().isEmpty()
                && !principal.id().isEmpty();
        if (complete) {
            sort(target.grant(grant).key(), row.value());
        } else {
            droppedGrants++;
        }
    }

    /** With its position before the value, of rows with one key the first stays the first. */
    private void sort(Bytes key, Bytes value) {
        byte[] positioned = new byte[Long.BYTES + value.length()];
        BigEndian.putLong(positioned, 0, position++);
        System.arraycopy(value.array(), value.offset(), positioned, Long.BYTES, value.length());
        rows.add(key.toArray(), positioned);
    }

    private MigrationReport write() throws IOException {
        rows.drainTo((key, positioned) -> see(
                new Row(file, Bytes.wrap(key), Bytes.wrap(positioned, Long.BYTES, positioned.length - Long.BYTES))));
        writePending();
        entries.drainTo((key, value) -> writer.add(Bytes.wrap(key), Bytes.wrap(value)));
        return new MigrationReport(mergedGrants, droppedGrants, droppedEntitlements);
    }

    private void see(Row row) {
        Row first = pending;
        if (first == null || !first.key().equals(row.key())) {
            writePending();
            pending = row;
            foldedBytes = row.value().length();
            return;
        }
        if (KeyFamily.of(row.key()) == KeyFamily.ENTITLEMENT) {
            throw row.corrupt("one entitlement of an identity", "two with different keys");
        }
        foldedBytes += row.value().length();
        if (foldedBytes > MAX_FOLDED_BYTES) {
            throw StorageException.limit(
                    row.location(), "grants of one identity with more than " + MAX_FOLDED_BYTES + " bytes");
        }
        if (fold == null) {
            fold = new GrantFold(first);
        }
        fold.add(row);
        mergedGrants++;
    }

    private void writePending() {
        if (pending == null) {
            return;
        }
        Row row = fold == null ? pending : new Row(file, pending.key(), fold.value());
        pending = null;
        fold = null;
        writer.add(row.key(), row.value());
        if (KeyFamily.of(row.key()) == KeyFamily.GRANT) {
            DerivedKeys.ofGrant(row, INDEXES, (index, key, value) -> entries.add(key.toArray(), value.toArray()));
        }
    }
}
