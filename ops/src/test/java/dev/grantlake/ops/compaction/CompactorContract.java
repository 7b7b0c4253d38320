package dev.grantlake.ops.compaction;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.KeyValueReader;
import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.kv.RangeReplacement;
import dev.grantlake.kv.WriteBatch;
import dev.grantlake.records.key.IndexFamily;
import dev.grantlake.records.key.IndexMigration;
import dev.grantlake.records.key.KeyFamily;
import dev.grantlake.records.key.KeyLayout;
import dev.grantlake.records.key.Ksuid;
import dev.grantlake.records.key.MetaKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a compaction keeps on every store; a test class of an implementation implements it. */
interface CompactorContract<S extends KeyValueStore & RangeReplacement> {

    Ksuid A = Ksuid.ofText("2ZVGuQwsGOcZoJmbB2Xn3ViCZOy").orElseThrow();
    Ksuid B = Ksuid.ofText("2ZVGuQwsGOcZoJmbB2Xn3ViCZOz").orElseThrow();

    /** An empty store; the contract closes it. */
    S emptyStore() throws Exception;

    @ParameterizedTest
    @EnumSource(KeyLayout.class)
    default void copiesASyncIntoAnEmptyStore(KeyLayout layout) throws Exception {
        try (S base = emptyStore()) {
            NavigableMap<Bytes, Bytes> source = store(layout, A, 100, "new");
            CompactedSync result = Compactor.compact(base, reader(source), A.toString());
            assertThat(entries(base)).isEqualTo(source);
            assertThat(result).isEqualTo(new CompactedSync(A.toString(), source.size()));
            assertThat(result.sourceWasEmpty()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(KeyLayout.class)
    default void replacesFiveHundredStaleGrantsByFifty(KeyLayout layout) throws Exception {
        try (S base = emptyStore()) {
            put(base, store(layout, A, 500, "old"));
            NavigableMap<Bytes, Bytes> source = store(layout, A, 50, "new");
            Compactor.compact(base, reader(source), A.toString());
            NavigableMap<Bytes, Bytes> found = entries(base);
            assertThat(found.keySet().stream().filter(key -> KeyFamily.of(key) == KeyFamily.GRANT))
                    .hasSize(50);
            assertThat(SyncEntries.count(found, IndexFamily.GRANT_BY_PRINCIPAL)).isEqualTo(50);
            assertThat(SyncEntries.count(found, IndexFamily.GRANT_NEEDS_EXPANSION))
                    .isEqualTo(17);
            assertThat(found).isEqualTo(source);
        }
    }

    /** Every key that a sync has is replaced; what it is a key of does not matter. */
    @ParameterizedTest
    @EnumSource(KeyLayout.class)
    default void replacesAllBuckets(KeyLayout layout) throws Exception {
        try (S base = emptyStore()) {
            NavigableMap<Bytes, Bytes> old = store(layout, A, 3, "old");
            NavigableMap<Bytes, Bytes> source = store(layout, A, 3, "new");
            for (KeyFamily family : KeyFamily.values()) {
                boolean expected = family != KeyFamily.COUNTER
                        && (family != KeyFamily.SESSION || layout != KeyLayout.EXTERNAL_IDS_BY_SYNC)
                        && (family != KeyFamily.DIGEST || layout == KeyLayout.IDENTITIES);
                assertThat(old.keySet().stream().anyMatch(key -> KeyFamily.of(key) == family))
                        .as(family.label())
                        .isEqualTo(expected);
            }
            for (IndexFamily index : SyncEntries.keys(layout, A).indexes()) {
                assertThat(SyncEntries.count(old, index)).as(index.label()).isPositive();
            }
            put(base, old);
            Compactor.compact(base, reader(source), A.toString());
            assertThat(entries(base)).isEqualTo(source);
        }
    }

    @Test
    default void otherSyncsKeepEveryByte() throws Exception {
        KeyLayout layout = KeyLayout.EXTERNAL_IDS_BY_SYNC;
        try (S base = emptyStore()) {
            put(base, store(layout, A, 100, "old"));
            put(base, SyncEntries.of(layout, B, 100, "other"));
            NavigableMap<Bytes, Bytes> source = store(layout, A, 25, "new");
            source.putAll(SyncEntries.of(layout, B, 7, "foreign"));
            Compactor.compact(base, reader(source), A.toString());
            NavigableMap<Bytes, Bytes> expected = store(layout, A, 25, "new");
            expected.putAll(SyncEntries.of(layout, B, 100, "other"));
            assertThat(entries(base)).isEqualTo(expected);
        }
    }

    @Test
    default void sessionsOfAnotherSyncStayInAStoreOfOne() throws Exception {
        try (S base = emptyStore()) {
            put(base, store(KeyLayout.IDENTITIES, A, 3, "old"));
            Bytes key = KeyFamily.SESSION.header().plus(Bytes.utf8("\0" + B + "\0page"));
            base.commit(new WriteBatch().set(key, Bytes.utf8("kept")));
            NavigableMap<Bytes, Bytes> expected = store(KeyLayout.IDENTITIES, A, 5, "new");
            Compactor.compact(base, reader(expected), A.toString());
            expected.put(key, Bytes.utf8("kept"));
            assertThat(entries(base)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(KeyLayout.class)
    default void anEmptySourceWipesAndSaysSo(KeyLayout layout) throws Exception {
        try (S base = emptyStore()) {
            put(base, store(layout, A, 10, "old"));
            CompactedSync result = Compactor.compact(base, reader(new TreeMap<>()), A.toString());
            assertThat(result.sourceWasEmpty()).isTrue();
            assertThat(entries(base)).isEqualTo(SyncEntries.stamps(layout));
        }
    }

    @ParameterizedTest
    @EnumSource(KeyLayout.class)
    default void aSourceThatHoldsAnotherSyncIsTheEmptySource(KeyLayout layout) throws Exception {
        try (S base = emptyStore()) {
            put(base, store(layout, A, 10, "old"));
            CompactedSync result = Compactor.compact(base, reader(store(layout, B, 10, "other")), A.toString());
            assertThat(result.sourceWasEmpty()).isTrue();
            assertThat(entries(base)).isEqualTo(SyncEntries.stamps(layout));
        }
    }

    @ParameterizedTest
    @EnumSource(KeyLayout.class)
    default void toRunAgainChangesNothing(KeyLayout layout) throws Exception {
        try (S base = emptyStore()) {
            put(base, store(layout, A, 10, "old"));
            NavigableMap<Bytes, Bytes> source = store(layout, A, 20, "new");
            CompactedSync first = Compactor.compact(base, reader(source), A.toString());
            assertThat(Compactor.compact(base, reader(source), A.toString())).isEqualTo(first);
            assertThat(Compactor.compact(base, base, A.toString()).entries())
                    .isEqualTo(source.size() - SyncEntries.stamps(layout).size());
            assertThat(entries(base)).isEqualTo(source);
        }
    }

    @Test
    @SuppressWarnings("NullAway") // is what is tested
    default void refusesWhatMakesNoSense() throws Exception {
        try (S base = emptyStore()) {
            NavigableMap<Bytes, Bytes> old = store(KeyLayout.IDENTITIES, A, 10, "old");
            put(base, old);
            KeyValueReader source = reader(store(KeyLayout.IDENTITIES, A, 5, "new"));
            assertThatThrownBy(() -> Compactor.compact((S) null, source, A.toString()))
                    .hasMessage("base");
            assertThatThrownBy(() -> Compactor.compact(base, null, A.toString()))
                    .hasMessage("source");
            assertThatThrownBy(() -> Compactor.compact(base, source, null)).hasMessage("syncId");
            refuses(base, source, "", Kind.INVALID_ARGUMENT);
            refuses(base, source, "no sync", Kind.INVALID_ARGUMENT);
            refuses(base, source, B.toString(), Kind.FAILED_PRECONDITION);
            refuses(base, reader(store(KeyLayout.EXTERNAL_IDS, A, 5, "new")), A.toString(), Kind.FAILED_PRECONDITION);
            refuses(
                    base,
                    reader(store(KeyLayout.EXTERNAL_IDS_BY_SYNC, A, 5, "new")),
                    A.toString(),
                    Kind.FAILED_PRECONDITION);
            NavigableMap<Bytes, Bytes> future = store(KeyLayout.IDENTITIES, A, 5, "new");
            future.put(MetaKey.KEYSPACE_VERSION.key(), Bytes.ofHex("00000003"));
            refuses(base, reader(future), A.toString(), Kind.UNSUPPORTED);
            assertThat(entries(base)).isEqualTo(old);
        }
    }

    /** Or the base would say of an index that it has an entry for every row, and it would not be so. */
    @Test
    default void refusesASourceThatLacksAnIndex() throws Exception {
        KeyLayout layout = KeyLayout.EXTERNAL_IDS_BY_SYNC;
        NavigableMap<Bytes, Bytes> poorer = store(layout, A, 5, "new");
        poorer.remove(IndexMigration.NEEDS_EXPANSION.key());
        try (S base = emptyStore()) {
            NavigableMap<Bytes, Bytes> old = store(layout, A, 10, "old");
            put(base, old);
            refuses(base, reader(poorer), A.toString(), Kind.FAILED_PRECONDITION);
            assertThat(entries(base)).isEqualTo(old);
        }
        try (S base = emptyStore()) {
            put(base, poorer);
            Compactor.compact(base, reader(store(layout, A, 10, "old")), A.toString());
            assertThat(base.get(IndexMigration.NEEDS_EXPANSION.key())).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(KeyLayout.class)
    default void canBeCancelledAtAnyEntry(KeyLayout layout) throws Exception {
        NavigableMap<Bytes, Bytes> old = store(layout, A, 4, "old");
        NavigableMap<Bytes, Bytes> source = store(layout, A, 3, "new");
        try (S base = emptyStore()) {
            put(base, old);
            int cancelledAt = 0;
            while (true) {
                AtomicInteger left = new AtomicInteger(cancelledAt++);
                try {
                    Compactor.compact(base, reader(source), A.toString(), () -> left.getAndDecrement() <= 0);
                    break;
                } catch (CancellationException e) {
                    assertThat(entries(base)).isEqualTo(old);
                }
            }
            assertThat(cancelledAt).isGreaterThan(10);
            assertThat(entries(base)).isEqualTo(source);
        }
    }

    private void refuses(S base, KeyValueReader source, String sync, Kind kind) {
        assertThatThrownBy(() -> Compactor.compact(base, source, sync))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private static NavigableMap<Bytes, Bytes> store(KeyLayout layout, Ksuid sync, int grants, String generation) {
        NavigableMap<Bytes, Bytes> entries = SyncEntries.stamps(layout);
        entries.putAll(SyncEntries.of(layout, sync, grants, generation));
        return entries;
    }

    private static KeyValueReader reader(NavigableMap<Bytes, Bytes> entries) {
        return new MemoryKeyValueStore().putAll(entries);
    }

    private static void put(KeyValueStore store, NavigableMap<Bytes, Bytes> entries) {
        WriteBatch batch = new WriteBatch();
        entries.forEach(batch::set);
        store.commit(batch);
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
