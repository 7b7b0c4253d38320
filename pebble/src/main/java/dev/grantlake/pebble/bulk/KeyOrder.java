package dev.grantlake.pebble.bulk;

import dev.grantlake.base.BigEndian;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.records.codec.DigestCodec;
import dev.grantlake.records.encode.DigestBuilder;
import dev.grantlake.records.encode.GrantEncoder;
import dev.grantlake.records.encode.GrantRemainder;
import dev.grantlake.records.key.DerivedKeys;
import dev.grantlake.records.key.DigestKey;
import dev.grantlake.records.key.GrantHash;
import dev.grantlake.records.key.IndexSplices;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.RowKeys;
import dev.grantlake.records.key.TupleCodec;
import dev.grantlake.records.row.Row;
import dev.grantlake.store.GrantDigest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives out the rows of a sync and all that is derived of them, family after family, in the order of keys. Nothing that
 * depends on a row is derived before it is known that this row stands.
 *
 * <table><caption>where the derived families come from</caption>
 * <tr><th>family</th><th>derived of</th><th>how it gets into order</th></tr>
 * <tr><td>resources by parent</td><td>the resource</td><td>sorted anew</td></tr>
 * <tr><td>grants by principal</td><td>the two ranks of the grant</td><td>sorted anew, as numbers</td></tr>
 * <tr><td>grants that need expansion</td><td>the grant</td><td>has the order of grants</td></tr>
 * <tr><td>grants by hash of the principal</td><td>the grant and its sources</td><td>sorted within each
 * entitlement, in a second walk over the grants</td></tr>
 * <tr><td>digests</td><td>the hashes</td><td>have the order of entitlements; that of the whole file comes first</td></tr>
 * </table>
 *
 * <p>Belongs to one thread, which closes it.
 */
final class KeyOrder implements AutoCloseable {

    private static final int BUCKET_BITS = 16;

    private final PutRows rows;
    private final Path folder;
    private final long memoryBytes;
    private final Cancellation cancellation;

    private final RowSorter byParent;
    private final RowSpool entitlementKeys;
    private final RowSpool digestNodes;
    private final List<AutoCloseable> opened = new ArrayList<>();

    private final TypeTally resourceTypes = new TypeTally();
    private final TypeTally resources = new TypeTally();
    private final TypeTally entitlements = new TypeTally();
    private final TypeTally grants = new TypeTally();
    private final TypeTally assets = new TypeTally();

    private final ByteSink key = new ByteSink(256);
    private final ByteSink value = new ByteSink(1 << 10);

    private final SortedIds entitlementIds;
    private final SortedIds principalIds;
    private final int principalBits;
    private final int entitlementBits;
    private final GrantRuns runs;
    private final PackedSorter byPrincipal;
    private final PackedSorter needingExpansion;
    private GrantDigest wholeDigest = new GrantDigest(0, 0);

    /**
     * Sorts what was put.
     *
     * @param rows is empty when all was given out, and stays its owner's
     * @param folder where goes what does not fit in memory
     * @param memoryBytes what sorting may take of the memory
     * @param cancellation is asked where no entry is given out for long
     */
    KeyOrder(PutRows rows, Path folder, long memoryBytes, Cancellation cancellation) {
        this.rows = rows;
        this.folder = folder;
        this.memoryBytes = memoryBytes;
        this.cancellation = cancellation;
        GrantIntake intake = rows.grants();
        this.entitlementIds = new SortedIds(intake.entitlements());
        cancellation.check();
        this.principalIds = new SortedIds(intake.principals());
        cancellation.check();
        this.entitlementBits = bits(entitlementIds.size());
        this.principalBits = bits(principalIds.size());
        this.byParent = closing(new RowSorter(folder, memoryBytes / 8));
        this.entitlementKeys = closing(new RowSpool(folder));
        this.digestNodes = closing(new RowSpool(folder));
        this.byPrincipal = closing(new PackedSorter(folder, memoryBytes / 4));
        this.needingExpansion = closing(new PackedSorter(folder, memoryBytes / 8));
        this.runs = closing(GrantRuns.of(
                intake.log(),
                entitlementIds.ranks(),
                principalIds.ranks(),
                principalBits,
                folder,
                memoryBytes / 2,
                cancellation));
    }

    /** The resource types, resources, entitlements, grants and assets. */
    void writeRows(EntrySink sink) {
        rows.resourceTypes().drainTo((rowKey, rowValue) -> {
            resourceTypes.count(rowKey, headerLength(KeyFamily.RESOURCE_TYPE));
            sink.entry(rowKey, rowValue);
        });
        sink.border();
        rows.resources().drainTo((rowKey, rowValue) -> {
            resources.count(rowKey, headerLength(KeyFamily.RESOURCE));
            Row row = new Row("sync", rowKey.toBytes(), rowValue.toBytes());
            DerivedKeys.ofResource(row, (index, entryKey, entryValue) -> {
                key.clear().writeBytes(entryKey);
                value.clear().writeBytes(entryValue);
                byParent.add(key, value);
            });
            sink.entry(rowKey, rowValue);
        });
        sink.border();
        rows.entitlements().drainTo((rowKey, rowValue) -> {
            int header = headerLength(KeyFamily.ENTITLEMENT);
            entitlements.count(rowKey, header);
            entitlementKeys.add(rowKey.toBytes().from(header), Bytes.EMPTY);
            sink.entry(rowKey, rowValue);
        });
        sink.border();
        writeGrants(sink);
        sink.border();
        rows.assets().drainTo((rowKey, rowValue) -> {
            assets.count(rowKey, headerLength(KeyFamily.ASSET));
            sink.entry(rowKey, rowValue);
        });
        sink.border();
    }

    private void writeGrants(EntrySink sink) {
        IdTable refs = rows.grants().entitlementRefs();
        IdTable times = rows.grants().times();
        ByteSink principalRef = new ByteSink();
        Bytes time = Bytes.EMPTY;
        int timeNumber = -1;
        int header = headerLength(KeyFamily.GRANT);
        GrantWindow window = sortedGrants();
        while (window.next()) {
            int rank = window.entitlement();
            Bytes entitlement = entitlementIds.get(rank);
            Bytes entitlementRef = bytes(refs, entitlementIds.number(rank));
            for (int row = 0; row < window.size(); row++) {
                if (window.time(row) != timeNumber) {
                    timeNumber = window.time(row);
                    time = bytes(times, timeNumber);
                }
                Bytes principal = window.principalId(row);
                key.clear();
                RowKeys.grant(entitlement, principal, key);
                PrincipalRefs.write(principal.array(), principal.offset(), principal.length(), principalRef);
                Bytes remainder = window.remainder(row);
                GrantEncoder.compose(entitlementRef, view(principalRef), time, remainder, value);
                grants.count(key, header);
                sink.entry(key, value);
                byPrincipal.add(((long) window.principal(row) << entitlementBits) | rank);
                if (GrantRemainder.needsExpansion(remainder)) {
                    needingExpansion.add(((long) rank << principalBits) | window.principal(row));
                }
            }
        }
    }

    /** The indexes; after {@link #writeRows}. */
    void writeIndexes(EntrySink sink) {
        value.clear();
        byParent.drainTo(sink::entry);
        sink.border();
        for (PackedCursor cursor = byPrincipal.cursor(); cursor.next(); ) {
            Bytes principal = principalIds.get((int) (cursor.key() >>> entitlementBits));
            Bytes entitlement = entitlementIds.get((int) (cursor.key() & mask(entitlementBits)));
            key.clear();
            IndexSplices.byPrincipal(entitlement, principal, key);
            sink.entry(key, value.clear());
        }
        sink.border();
        for (PackedCursor cursor = needingExpansion.cursor(); cursor.next(); ) {
            Bytes entitlement = entitlementIds.get((int) (cursor.key() >>> principalBits));
            Bytes principal = principalIds.get((int) (cursor.key() & mask(principalBits)));
            key.clear();
            IndexSplices.needsExpansion(entitlement, principal, key);
            sink.entry(key, value.clear());
        }
        sink.border();
    }

    /** The index by hashes, which digests are made of; after {@link #writeIndexes}. */
    void writeHashes(EntrySink sink) {
        sink.borderBeforeWhole();
        DigestBuilder digests = new DigestBuilder(digestNodes::add);
        RowSpool.Reader known = entitlementKeys.reader();
        boolean more = known.next();
        try (HashSorter sorter = new HashSorter(folder, memoryBytes / 4)) {
            GrantWindow window = sortedGrants();
            boolean hasGrants = window.next();
            while (hasGrants) {
                int rank = window.entitlement();
                Bytes entitlement = entitlementIds.get(rank);
                while (more && known.key().compareTo(entitlement) < 0) {
                    addEmpty(known.key(), digests);
                    more = known.next();
                }
                if (more && known.key().equals(entitlement)) {
                    more = known.next();
                }
                sorter.clear();
                do {
                    addHashes(window, entitlement, sorter);
                    hasGrants = window.next();
                } while (hasGrants && window.entitlement() == rank);
                writeHashes(entitlement, sorter.cursor(), digests, sink);
            }
        }
        while (more) {
            addEmpty(known.key(), digests);
            more = known.next();
        }
        wholeDigest = digests.whole();
        sink.border();
    }

    /** An entitlement that is known and that nobody has. */
    private static void addEmpty(Bytes entitlement, DigestBuilder digests) {
        digests.begin(entitlement);
        digests.end();
    }

    private void addHashes(GrantWindow window, Bytes entitlement, HashSorter sorter) {
        cancellation.check();
        key.clear().writeBytes(entitlement).writeByte(TupleCodec.SEPARATOR);
        int prefix = key.size();
        for (int row = 0; row < window.size(); row++) {
            Bytes principal = window.principalId(row);
            key.truncate(prefix).writeBytes(principal);
            long content = GrantHash.content(view(key), GrantRemainder.sources(window.remainder(row)));
            long bucket = GrantHash.bucket(principal) >>> (Long.SIZE - BUCKET_BITS);
            sorter.add((bucket << principalBits) | window.principal(row), content);
        }
    }

    private void writeHashes(Bytes entitlement, PackedCursor sorted, DigestBuilder digests, EntrySink sink) {
        digests.begin(entitlement);
        int[] principals = new int[IdWindow.MAX_SIZE];
        long[] buckets = new long[IdWindow.MAX_SIZE];
        long[] contents = new long[IdWindow.MAX_SIZE];
        IdWindow ids = new IdWindow();
        int count;
        do {
            count = 0;
            while (count < IdWindow.MAX_SIZE && sorted.next()) {
                principals[count] = (int) (sorted.key() & mask(principalBits));
                buckets[count] = (sorted.key() >>> principalBits) << (Long.SIZE - BUCKET_BITS);
                contents[count] = BigEndian.getLong(sorted.remainderArray(), sorted.remainderOffset());
                count++;
            }
            principalIds.get(principals, count, ids);
            for (int row = 0; row < count; row++) {
                key.clear();
                IndexSplices.principalHash(entitlement, buckets[row], ids.get(row), key);
                sink.entry(key, value.clear().writeLongBe(contents[row]));
                digests.add(buckets[row], contents[row]);
            }
        } while (count == IdWindow.MAX_SIZE);
        digests.end();
    }

    /** What the connector put aside. */
    void writeSessions(EntrySink sink) {
        rows.sessions().drainTo(sink::entry);
        sink.border();
    }

    /** The digests; after {@link #writeHashes}. */
    void writeDigests(EntrySink sink) {
        entry(DigestKey.whole(), DigestCodec.encodeSum(wholeDigest), sink);
        for (RowSpool.Reader node = digestNodes.reader(); node.next(); ) {
            entry(node.key(), node.value(), sink);
        }
        sink.border();
    }

    private void entry(Bytes entryKey, Bytes entryValue, EntrySink sink) {
        sink.entry(key.clear().writeBytes(entryKey), value.clear().writeBytes(entryValue));
    }

    /** The digest of all grants; after {@link #writeHashes}. */
    GrantDigest wholeDigest() {
        return wholeDigest;
    }

    TypeTally resourceTypes() {
        return resourceTypes;
    }

    TypeTally resources() {
        return resources;
    }

    TypeTally entitlements() {
        return entitlements;
    }

    TypeTally grants() {
        return grants;
    }

    TypeTally assets() {
        return assets;
    }

    /** Bytes that sorting wrote to scratch files. */
    long spilledBytes() {
        return runs.spilledBytes()
                + byPrincipal.spilledBytes()
                + needingExpansion.spilledBytes()
                + byParent.spilledBytes()
                + entitlementKeys.spilledBytes()
                + digestNodes.spilledBytes();
    }

    @Override
    public void close() {
        for (AutoCloseable each : opened) {
            try {
                each.close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        opened.clear();
    }

    private <T extends AutoCloseable> T closing(T part) {
        opened.add(part);
        return part;
    }

    private static int headerLength(KeyFamily family) {
        return family.header().length() + 1;
    }

    private GrantWindow sortedGrants() {
        return new GrantWindow(runs.cursor(), principalBits, principalIds);
    }

    private static Bytes bytes(IdTable table, int number) {
        return Bytes.wrap(table.array(number), table.offset(number), table.length(number));
    }

    /** What a sink holds at present, without a copy. */
    private static Bytes view(ByteSink sink) {
        return Bytes.wrap(sink.array(), 0, sink.size());
    }

    /** How many bits ranks below {@code size} need. */
    private static int bits(int size) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, size - 1));
    }

    private static long mask(int bits) {
        return (1L << bits) - 1;
    }
}
