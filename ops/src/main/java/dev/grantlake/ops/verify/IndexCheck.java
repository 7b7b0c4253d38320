package dev.grantlake.ops.verify;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.records.key.DigestKey;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.TupleCodec;
import dev.grantlake.records.row.Row;
import org.jspecify.annotations.Nullable;

/**
 * Adds up the entries of a part of one index, to be compared with what the rows owe. By the way it counts the access
 * that lies in unreadable rows, and sees which principals and parents are only referred to.
 */
final class IndexCheck implements Runnable {

    private static final Bytes SEPARATOR = Bytes.wrap(new byte[] {TupleCodec.SEPARATOR});

    private final RecordScope scope;
    private final SyncState state;
    private final IndexFamily index;
    private final KeyRange range;
    private final IndexSums found;
    private final LostAccess lostAccess;
    private final IngestVerdict verdict;
    private long leftovers;

    /** What the hash entries of the present entitlement start with. */
    private @Nullable Bytes entitlement;

    private boolean entitlementRooted;

    private @Nullable Bytes referred;
    private long references;

    IndexCheck(
            RecordScope scope,
            SyncState state,
            IndexFamily index,
            KeyRange range,
            LostAccess lostAccess,
            IngestVerdict verdict) {
        this.scope = scope;
        this.state = state;
        this.index = index;
        this.range = range;
        this.lostAccess = lostAccess;
        this.verdict = verdict;
        this.found = new IndexSums(scope.seed());
    }

    /** What was found; only after {@link #run}. */
    IndexSums found() {
        return found;
    }

    @Override
    public void run() {
        try (Entries entries = scope.entries(range);
                SortedKeys roots = new SortedKeys(scope, DigestKey.partitions());
                SortedKeys resources =
                        new SortedKeys(scope, KeyRange.prefix(scope.keys().header(KeyFamily.RESOURCE)))) {
            while (entries.next()) {
                Bytes key = entries.key().copy();
                if (index == IndexFamily.PRINCIPAL_HASH && !rooted(key, roots)) {
                    leftovers++;
                    continue;
                }
                entry(key, entries.value(), resources);
            }
            refer(null, resources);
        }
        if (leftovers > 0) {
            scope.findings()
                    .add(Finding.ofKeys(
                            FindingCode.DIGEST_LEFTOVER,
                            scope.file(),
                            range,
                            "hash entries of entitlements without a digest: " + leftovers,
                            ""));
        }
    }

    private void entry(Bytes key, ByteView value, SortedKeys resources) {
        if (!scope.lost().isEmpty()) {
            Bytes row = rowOf(key);
            if (row != null && scope.lost().contains(row)) {
                lostAccess.row(index, key, row);
                return;
            }
        }
        found.add(index, key, value.retain());
        if (state.isComplete() && refersToResources()) {
            refer(key, resources);
        }
    }

    private @Nullable Bytes rowOf(Bytes key) {
        try {
            return scope.keys().rowOf(index, key, scope.file());
        } catch (StorageException e) {
            return null;
        }
    }

    /**
     * Whether the entitlement of a hash entry has a digest; if not, the entry is left from one that was dropped.
     * Entries of one entitlement lie together, so that most of the time the answer is the one before.
     */
    private boolean rooted(Bytes key, SortedKeys roots) {
        if (entitlement == null || !key.startsWith(entitlement)) {
            Bytes row = rowOf(key);
            Bytes partition = row == null ? null : PartitionCheck.partitionOf(row);
            if (partition == null) {
                return true;
            }
            entitlement = index.header().plus(SEPARATOR).plus(partition).plus(SEPARATOR);
            entitlementRooted = roots.mayContain(DigestKey.root(partition));
        }
        return entitlementRooted;
    }

    private boolean refersToResources() {
        return index == IndexFamily.GRANT_BY_PRINCIPAL || index == IndexFamily.RESOURCE_BY_PARENT;
    }

    /** Counts entries that refer to one resource, and at its last one looks whether it is there. */
    private void refer(@Nullable Bytes key, SortedKeys resources) {
        Bytes last = referred;
        if (key != null && last != null && key.startsWith(last)) {
            references++;
            return;
        }
        if (last != null) {
            int header = scope.keys().header(index).length();
            Bytes resource =
                    scope.keys().header(KeyFamily.RESOURCE).plus(last.slice(header, last.length() - header - 1));
            if (!resources.mayContain(resource)) {
                dangling(resource, last);
            }
        }
        referred = key == null ? null : referredBy(key);
        references = 1;
    }

    /** The part of an entry's key up to and with the separator behind the resource that it begins with. */
    private @Nullable Bytes referredBy(Bytes key) {
        int header = scope.keys().header(index).length();
        if (key.length() <= header) {
            return null;
        }
        Bytes first = AccessText.firstTwo(key.from(header + 1));
        return key.slice(0, header + 1 + first.length()).plus(SEPARATOR);
    }

    private void dangling(Bytes resource, Bytes entries) {
        if (index == IndexFamily.RESOURCE_BY_PARENT) {
            report(FindingCode.REFERENCE_PARENT, resource, "child resource", " of a parent that has no record");
        } else if (hasOrdinaryGrant(entries)) {
            report(FindingCode.REFERENCE_PRINCIPAL, resource, "grant", " to a principal that has no record");
            verdict.violated(
                    Invariant.I9,
                    AccessText.ofResource(resource.from(
                            scope.keys().header(KeyFamily.RESOURCE).length() + 1)),
                    references);
        } else if (references > 0) {
            report(
                    FindingCode.REFERENCE_EXTERNAL_MATCH,
                    resource,
                    "grant",
                    " to a principal that was to be matched with one of another source");
        }
    }

    private void report(FindingCode code, Bytes resource, String noun, String relation) {
        scope.report(code, resource, AccessText.count(references, noun) + relation);
    }

    /**
     * Whether any grant to a principal is no placeholder for one of another source; of entries without a grant there is
     * nothing to say here.
     */
    private boolean hasOrdinaryGrant(Bytes prefix) {
        long present = 0;
        try (Entries entries = scope.entries(KeyRange.prefix(prefix))) {
            while (entries.next()) {
                Bytes key = rowOf(entries.key().copy());
                Bytes value = key == null || scope.lost().contains(key)
                        ? null
                        : scope.reader().get(key);
                if (key != null && value != null) {
                    present++;
                    if (!GrantMarks.awaitsMatch(new Row(scope.file(), key, value))) {
                        return true;
                    }
                }
            }
        }
        references = present;
        return false;
    }
}
