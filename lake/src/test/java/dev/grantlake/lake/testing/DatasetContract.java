package dev.grantlake.lake.testing;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.dataset.Addition;
import dev.grantlake.lake.dataset.Change;
import dev.grantlake.lake.dataset.Column;
import dev.grantlake.lake.dataset.Committed;
import dev.grantlake.lake.dataset.CreatedFile;
import dev.grantlake.lake.dataset.DataFile;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetConflict;
import dev.grantlake.lake.dataset.DatasetFolder;
import dev.grantlake.lake.dataset.DatasetLocation;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.Fragment;
import dev.grantlake.lake.dataset.KeyScan;
import dev.grantlake.lake.dataset.NewFragment;
import dev.grantlake.lake.dataset.RowAddress;
import dev.grantlake.lake.dataset.RowBatch;
import dev.grantlake.lake.dataset.RowBatches;
import dev.grantlake.lake.dataset.VersionEntry;
import dev.grantlake.lake.table.RowCursor;
import dev.grantlake.lake.table.Rows;
import dev.grantlake.vfs.WritableVfs;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What every dataset keeps; a test class of an implementation implements it and says where to make one. */
public interface DatasetContract {

    Set<Column> ALL = EnumSet.allOf(Column.class);

    /** A place without a dataset; the test class clears it away. */
    DatasetLocation location() throws Exception;

    @Test
    default void aNewDatasetHasTheSchemaAndNothingElse() throws Exception {
        DatasetLocation location = location();
        assertThat(location.exists()).isFalse();
        try (Dataset dataset = location.create();
                DatasetVersion head = dataset.head()) {
            assertThat(location.exists()).isTrue();
            assertThat(head.number()).isEqualTo(1);
            assertThat(head.columns()).isEqualTo(Column.SCHEMA);
            assertThat(head.fragments()).isEmpty();
            assertThat(head.properties()).isEmpty();
            assertThat(rows(head)).isEmpty();
            assertThat(dataset.versions()).extracting(VersionEntry::number).containsExactly(1L);
            assertThat(dataset.tags()).isEmpty();
        }
    }

    @Test
    default void aCommitIsThereForWhoeverOpensTheDataset() throws Exception {
        DatasetLocation location = location();
        try (Dataset dataset = location.create()) {
            append(
                    dataset,
                    Map.of("grantlake.max_seq", "7", "note", "ü"),
                    FakeRow.of("a", "1", 6),
                    FakeRow.tombstone("b", 7));
        }
        try (Dataset dataset = location.open();
                DatasetVersion head = dataset.head();
                DatasetVersion first = dataset.at(1)) {
            assertThat(head.number()).isEqualTo(2);
            assertThat(head.properties())
                    .containsEntry("grantlake.max_seq", "7")
                    .containsEntry("note", "ü");
            assertThat(head.time()).isAfterOrEqualTo(first.time());
            assertThat(rows(head)).containsExactly("a=1/6", "b!7");
            assertThat(rows(first)).isEmpty();
            assertThat(first.properties()).isEmpty();
        }
    }

    @Test
    default void aFragmentSaysWhatItHolds() throws Exception {
        try (Dataset dataset = location().create();
                DatasetVersion head = appended(dataset, FakeRow.of("a", "1", 1), FakeRow.of("b", "", 2))) {
            Fragment fragment = head.fragments().get(0);
            assertThat(fragment.rows()).isEqualTo(2);
            assertThat(fragment.deleted()).isZero();
            assertThat(fragment.deletionFile()).isNull();
            for (DataFile file : fragment.files()) {
                assertThat(dataset.folders().folder(DatasetFolder.DATA).size(file.name()))
                        .isEqualTo(file.length());
            }
        }
    }

    @Test
    default void columnsAreReadAsTheyWereWritten() throws Exception {
        Bytes key = Bytes.ofHex("00ff80");
        Bytes value = Bytes.ofHex("ff00");
        try (Dataset dataset = location().create();
                DatasetVersion head = appended(dataset, new FakeRow(key, value, false, Long.MAX_VALUE))) {
            RowBatch row = head.read(head.fragments().get(0), 0, 1, ALL);
            assertThat(row.count()).isEqualTo(1);
            assertThat(row.keys().copy(0)).isEqualTo(key);
            assertThat(row.values().copy(0)).isEqualTo(value);
            assertThat(row.seq(0)).isEqualTo(Long.MAX_VALUE);
            assertThat(row.version(0)).isEqualTo(Long.MAX_VALUE);
            assertThat(row.tombstone(0)).isFalse();
        }
    }

    @Test
    default void aRangeOfRowsIsReadWithTheMarkedOnesInIt() throws Exception {
        try (Dataset dataset = location().create()) {
            appended(dataset, numbered(0, 10)).close();
            try (DatasetVersion head = mark(dataset, 0, 3, 5)) {
                Fragment fragment = head.fragments().get(0);
                assertThat(fragment.rows()).isEqualTo(10);
                assertThat(fragment.deleted()).isEqualTo(2);
                assertThat(fragment.deletionFile()).isNotNull();
                RowBatch rows = head.read(fragment, 2, 4, EnumSet.of(Column.KEY));
                assertThat(keys(rows)).containsExactly("k0002", "k0003", "k0004", "k0005");
                assertThat(rows(head)).hasSize(8).doesNotContain("k0003=v3/4", "k0005=v5/6");
            }
        }
    }

    @Test
    default void rowsAreFoundByTheirAddresses() throws Exception {
        try (Dataset dataset = location().create()) {
            appended(dataset, numbered(0, 10)).close();
            try (DatasetVersion head = appended(dataset, numbered(10, 20))) {
                List<Fragment> fragments = head.fragments();
                RowBatch rows = head.take(
                        new long[] {
                            RowAddress.of(fragments.get(0).id(), 7),
                            RowAddress.of(fragments.get(1).id(), 2)
                        },
                        EnumSet.of(Column.KEY, Column.SEQ));
                assertThat(keys(rows)).containsExactly("k0007", "k0012");
                assertThat(rows.seq(1)).isEqualTo(13);
            }
        }
    }

    @Test
    default void theLiveRowsOfOneFragmentAreFound() throws Exception {
        try (Dataset dataset = location().create()) {
            appended(dataset, numbered(0, 10)).close();
            appended(dataset, numbered(10, 14)).close();
            mark(dataset, 1, 0, 2).close();
            try (DatasetVersion head = mark(dataset, 0, 9)) {
                Fragment second = head.fragments().get(1);
                List<String> found = new ArrayList<>();
                try (RowBatches batches = head.rows(second, EnumSet.of(Column.KEY))) {
                    for (RowBatch batch = batches.next(); batch != null; batch = batches.next()) {
                        for (int i = 0; i < batch.count(); i++) {
                            assertThat(RowAddress.fragment(batch.address(i))).isEqualTo(second.id());
                            found.add(RowAddress.offset(batch.address(i))
                                    + batch.keys().copy(i).toUtf8());
                        }
                    }
                }
                assertThat(found).containsExactly("1k0011", "3k0013");
            }
        }
    }

    /** What a compaction writes: rows of several batches. */
    @Test
    default void rowsThatWereWrittenBeforeKeepTheirBatch() throws Exception {
        Rows rows = FakeRows.of(numbered(0, 3));
        Rows copied = new Rows() {
            @Override
            public int count() {
                return rows.count();
            }

            @Override
            public long maxSeq() {
                return rows.maxSeq();
            }

            @Override
            public long minSeq() {
                return rows.minSeq();
            }

            @Override
            public RowCursor walk() {
                return new Rewritten(rows.walk());
            }
        };
        try (Dataset dataset = location().create()) {
            List<NewFragment> added = dataset.write(copied, 100, 1000);
            try (DatasetVersion head = dataset.commit(
                            new Change(1, List.of(Addition.of(added.get(0))), Map.of(), Set.of(), Map.of()))
                    .version()) {
                RowBatch read = head.read(head.fragments().get(0), 0, 3, ALL);
                assertThat(new long[] {read.version(0), read.version(1), read.version(2)})
                        .containsExactly(11, 12, 100);
            }
        }
    }

    /** Rows of the batches 11 and 12, and one of the batch that is being written. */
    record Rewritten(RowCursor rows) implements RowCursor {

        @Override
        public boolean next() {
            return rows.next();
        }

        @Override
        public ByteView key() {
            return rows.key();
        }

        @Override
        public ByteView value() {
            return rows.value();
        }

        @Override
        public boolean tombstone() {
            return rows.tombstone();
        }

        @Override
        public long seq() {
            return rows.seq();
        }

        @Override
        public long batch(long writing) {
            return seq() < 3 ? 10 + seq() : writing;
        }
    }

    @Test
    default void aScanIsInOrderInsideItsRangeAndWithoutTombstones() throws Exception {
        try (Dataset dataset = location().create()) {
            appended(dataset, FakeRow.of("b", "2", 1), FakeRow.of("d", "4", 1), FakeRow.of("f", "6", 1))
                    .close();
            try (DatasetVersion head =
                    appended(dataset, FakeRow.of("a", "1", 2), FakeRow.tombstone("c", 2), FakeRow.of("e", "5", 2))) {
                KeyRange range = new KeyRange(Bytes.utf8("b"), Bytes.utf8("f"));
                assertThat(keys(scan(head, KeyRange.ALL, false, 100))).containsExactly("a", "b", "d", "e", "f");
                assertThat(keys(scan(head, range, false, 100))).containsExactly("b", "d", "e");
                assertThat(keys(scan(head, range, true, 2))).containsExactly("e", "d");
                assertThat(keys(scan(head, range, false, 1))).containsExactly("b");
                assertThat(keys(scan(head, new KeyRange(Bytes.utf8("x"), null), false, 9)))
                        .isEmpty();
            }
        }
    }

    @Test
    default void keysAreFoundWithTheirTombstones() throws Exception {
        try (Dataset dataset = location().create();
                DatasetVersion head = appended(dataset, FakeRow.of("a", "1", 1), FakeRow.tombstone("b", 1))) {
            RowBatch found = head.find(
                    List.of(Bytes.utf8("b"), Bytes.utf8("x"), Bytes.utf8("a")),
                    EnumSet.of(Column.KEY, Column.TOMBSTONE));
            assertThat(keys(found)).containsExactlyInAnyOrder("a", "b");
            int b = keys(found).indexOf("b");
            assertThat(found.tombstone(b)).isTrue();
            assertThat(RowAddress.offset(found.address(b))).isEqualTo(1);
            assertThat(head.find(List.of(), EnumSet.of(Column.KEY)).count()).isZero();
        }
    }

    @Test
    default void oneCommitAddsMarksAndRemoves() throws Exception {
        try (Dataset dataset = location().create()) {
            appended(dataset, numbered(0, 4)).close();
            appended(dataset, numbered(10, 14)).close();
            List<NewFragment> added = dataset.write(FakeRows.of(numbered(20, 22)), 22, 1000);
            try (DatasetVersion before = dataset.head();
                    DatasetVersion after = committed(dataset.commit(new Change(
                            before.number(),
                            added.stream().map(Addition::of).toList(),
                            Map.of(before.fragments().get(0).id(), new int[] {1, 2}),
                            Set.of(before.fragments().get(1).id()),
                            Map.of("kind", "test"))))) {
                assertThat(after.number()).isEqualTo(before.number() + 1);
                assertThat(rows(after)).containsExactly("k0000=v0/1", "k0003=v3/4", "k0020=v20/21", "k0021=v21/22");
                assertThat(rows(before)).hasSize(8);
            }
        }
    }

    @Test
    default void marksAddUp() throws Exception {
        try (Dataset dataset = location().create()) {
            appended(dataset, numbered(0, 5)).close();
            mark(dataset, 0, 1).close();
            try (DatasetVersion head = mark(dataset, 0, 1, 3)) {
                assertThat(head.fragments().get(0).deleted()).isEqualTo(2);
                assertThat(rows(head)).containsExactly("k0000=v0/1", "k0002=v2/3", "k0004=v4/5");
            }
        }
    }

    @Test
    default void aNewFragmentCanHaveMarksFromTheStart() throws Exception {
        try (Dataset dataset = location().create()) {
            appended(dataset, numbered(0, 3)).close();
            List<NewFragment> added = dataset.write(FakeRows.of(numbered(0, 3)), 3, 2);
            assertThat(added).hasSize(2);
            try (DatasetVersion before = dataset.head();
                    DatasetVersion after = committed(dataset.commit(new Change(
                            before.number(),
                            List.of(Addition.of(added.get(0), new int[] {1}), Addition.of(added.get(1))),
                            Map.of(),
                            Set.of(before.fragments().get(0).id()),
                            Map.of())))) {
                assertThat(rows(after)).containsExactly("k0000=v0/1", "k0002=v2/3");
                assertThat(after.fragments()).extracting(Fragment::deleted).containsExactly(1, 0);
            }
            try (DatasetVersion head = mark(dataset, 0, 0)) {
                assertThat(rows(head)).containsExactly("k0002=v2/3");
            }
        }
    }

    @Test
    default void everyFileOfACommitIsNamed() throws Exception {
        try (Dataset dataset = location().create()) {
            appended(dataset, numbered(0, 4)).close();
            List<CreatedFile> before = files(dataset);
            List<NewFragment> added = dataset.write(FakeRows.of(numbered(20, 22)), 22, 1000);
            Committed committed = dataset.commit(new Change(
                    2, List.of(Addition.of(added.get(0))), Map.of(0, new int[] {1, 2}), Set.of(), Map.of("a", "b")));
            try (DatasetVersion after = committed.version()) {
                List<CreatedFile> created = files(dataset);
                created.removeAll(before);
                assertThat(committed.created()).containsAll(created);
                assertThat(committed.created())
                        .contains(new CreatedFile(DatasetFolder.VERSIONS, dataset.manifestName(after.number())));
                assertThat(committed.added()).hasSize(1);
                assertThat(committed.added().get(0)).isEqualTo(after.fragments().get(1));
            }
        }
    }

    @Test
    default void aChangeOfAFragmentThatSomebodyHasChangedIsRefused() throws Exception {
        DatasetLocation location = location();
        try (Dataset dataset = location.create();
                Dataset other = location.open()) {
            appended(dataset, numbered(0, 4)).close();
            mark(other, 0, 0).close();
            assertThatThrownBy(() -> dataset.commit(
                            new Change(2, List.of(), Map.of(0, new int[] {1}), Set.of(), Map.of("a", "b"))))
                    .isInstanceOf(DatasetConflict.class);
            try (DatasetVersion head = dataset.head()) {
                assertThat(head.number()).isEqualTo(3);
                assertThat(rows(head)).hasSize(3);
            }
        }
    }

    @Test
    default void whoAppendsMeanwhileIsSeenInTheNumberOfTheVersion() throws Exception {
        DatasetLocation location = location();
        try (Dataset dataset = location.create();
                Dataset other = location.open()) {
            appended(dataset, numbered(0, 4)).close();
            append(other, Map.of(), numbered(10, 12));
            List<NewFragment> added = dataset.write(FakeRows.of(numbered(20, 22)), 22, 1000);
            try (DatasetVersion after = committed(dataset.commit(new Change(
                    2,
                    List.of(Addition.of(added.get(0))),
                    Map.of(0, new int[] {1}),
                    Set.of(),
                    Map.of("grantlake.kind", "flush"))))) {
                assertThat(after.number()).isEqualTo(4);
                assertThat(rows(after)).hasSize(3 + 2 + 2);
            }
        }
    }

    @Test
    default void prunedVersionsAreGoneAndThoseWithATagAreNot() throws Exception {
        try (Dataset dataset = location().create()) {
            appended(dataset, numbered(0, 4)).close();
            mark(dataset, 0, 0).close();
            mark(dataset, 0, 1).close();
            dataset.tag("keep", 2);
            dataset.pruneBefore(4);
            assertThat(dataset.versions()).extracting(VersionEntry::number).containsExactly(2L, 4L);
            assertThat(dataset.tags()).containsExactly(Map.entry("keep", 2L));
            assertThatThrownBy(() -> dataset.at(3).close())
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
            try (DatasetVersion kept = dataset.at(2)) {
                assertThat(rows(kept)).hasSize(4);
            }
            dataset.untag("keep");
            assertThat(dataset.tags()).isEmpty();
            dataset.pruneBefore(4);
            assertThat(dataset.versions()).extracting(VersionEntry::number).containsExactly(4L);
        }
    }

    /** An old version that stays keeps nothing that came after it. */
    @Test
    default void pruningFreesWhatNoVersionNeedsThatStays() throws Exception {
        try (Dataset dataset = location().create()) {
            appended(dataset, numbered(0, 4)).close();
            dataset.tag("keep", 2);
            for (int i = 0; i < 4; i++) {
                mark(dataset, 0, i).close();
                appended(dataset, numbered(10 * i + 10, 10 * i + 14)).close();
            }
            DatasetVersion head = dataset.head();
            List<NewFragment> added = dataset.write(FakeRows.of(numbered(0, 4)), 99, 1000);
            Set<Integer> all = new HashSet<>();
            head.fragments().forEach(fragment -> all.add(fragment.id()));
            committed(dataset.commit(new Change(
                            head.number(), List.of(Addition.of(added.get(0))), Map.of(), all, Map.of("a", "b"))))
                    .close();
            head.close();
            dataset.pruneBefore(head.number() + 1);
            assertThat(dataset.versions()).hasSize(2);
            Set<CreatedFile> needed = new HashSet<>();
            for (VersionEntry entry : dataset.versions()) {
                try (DatasetVersion version = dataset.at(entry.number())) {
                    assertThat(rows(version)).hasSize(4);
                    version.fragments().forEach(fragment -> needed.addAll(fragment.allFiles()));
                }
            }
            assertThat(files(dataset, DatasetFolder.DATA, DatasetFolder.DELETIONS))
                    .isEqualTo(needed);
            assertThat(files(dataset, DatasetFolder.TRANSACTIONS)).hasSizeLessThanOrEqualTo(2);
        }
    }

    private static Set<CreatedFile> files(Dataset dataset, DatasetFolder... folders) {
        Set<CreatedFile> files = new HashSet<>();
        for (DatasetFolder folder : folders) {
            dataset.folders().folder(folder).list().forEach(name -> files.add(new CreatedFile(folder, name)));
        }
        return files;
    }

    @Test
    default void aReaderOfAPrunedVersionFails() throws Exception {
        try (Dataset dataset = location().create();
                DatasetVersion old = appended(dataset, numbered(0, 4))) {
            List<NewFragment> added = dataset.write(FakeRows.of(numbered(0, 4)), 4, 1000);
            committed(dataset.commit(
                            new Change(2, List.of(Addition.of(added.get(0))), Map.of(), Set.of(0), Map.of("a", "b"))))
                    .close();
            dataset.pruneBefore(3);
            assertThatThrownBy(() -> old.read(old.fragments().get(0), 0, 4, ALL))
                    .isInstanceOf(StorageException.class);
        }
    }

    @Test
    default void aTagCanBeMoved() throws Exception {
        try (Dataset dataset = location().create()) {
            appended(dataset, numbered(0, 1)).close();
            dataset.tag("here", 1);
            dataset.tag("here", 2);
            assertThat(dataset.tags()).containsExactly(Map.entry("here", 2L));
            assertThatThrownBy(() -> dataset.tag("there", 9)).isInstanceOf(StorageException.class);
            assertThatThrownBy(() -> dataset.untag("there")).isInstanceOf(StorageException.class);
        }
    }

    @Test
    default void settingsAreKept() throws Exception {
        DatasetLocation location = location();
        try (Dataset dataset = location.create()) {
            committed(dataset.configure(Map.of("a", "1", "b", "2"))).close();
            committed(dataset.configure(Map.of("b", "3"))).close();
        }
        try (Dataset dataset = location.open();
                DatasetVersion head = dataset.head()) {
            assertThat(head.config()).containsEntry("a", "1").containsEntry("b", "3");
        }
    }

    @Test
    default void manifestsAreNamedAfterTheirVersions() throws Exception {
        DatasetLocation location = location();
        try (Dataset dataset = location.create()) {
            appended(dataset, numbered(0, 1)).close();
            assertThat(dataset.manifestName(1)).isEqualTo("18446744073709551614.manifest");
            List<Long> versions = new ArrayList<>();
            for (String name : dataset.folders().folder(DatasetFolder.VERSIONS).list()) {
                if (location.versionOf(name) > 0) {
                    versions.add(location.versionOf(name));
                }
            }
            assertThat(versions).containsExactlyInAnyOrder(1L, 2L);
        }
    }

    @Test
    default void anEmptyManifestKeepsTheDatasetShut() throws Exception {
        DatasetLocation location = location();
        try (Dataset dataset = location.create()) {
            appended(dataset, numbered(0, 1)).close();
            WritableVfs versions = dataset.folders().folder(DatasetFolder.VERSIONS);
            versions.delete(dataset.manifestName(2));
            versions.createFile(dataset.manifestName(2)).close();
        }
        assertThatThrownBy(() -> location.open().close()).isInstanceOf(StorageException.class);
        try (var folders = location.folders()) {
            folders.folder(DatasetFolder.VERSIONS).delete("18446744073709551613.manifest");
        }
        try (Dataset dataset = location.open();
                DatasetVersion head = dataset.head()) {
            assertThat(head.number()).isEqualTo(1);
        }
    }

    private static RowBatch scan(DatasetVersion version, KeyRange range, boolean reverse, int limit) {
        return version.scan(new KeyScan(range, reverse, limit, EnumSet.of(Column.KEY, Column.VALUE)));
    }

    private static FakeRow[] numbered(int from, int to) {
        FakeRow[] rows = new FakeRow[to - from];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = FakeRow.of(String.format("k%04d", from + i), "v" + (from + i), from + i + 1);
        }
        return rows;
    }

    private static DatasetVersion committed(Committed committed) {
        return committed.version();
    }

    private static DatasetVersion appended(Dataset dataset, FakeRow... rows) {
        FakeRows sorted = FakeRows.of(rows);
        List<NewFragment> added = dataset.write(sorted, sorted.maxSeq(), 1000);
        try (DatasetVersion head = dataset.head()) {
            return dataset.commit(new Change(
                            head.number(), added.stream().map(Addition::of).toList(), Map.of(), Set.of(), Map.of()))
                    .version();
        }
    }

    private static void append(Dataset dataset, Map<String, String> properties, FakeRow... rows) {
        FakeRows sorted = FakeRows.of(rows);
        List<NewFragment> added = dataset.write(sorted, sorted.maxSeq(), 1000);
        try (DatasetVersion head = dataset.head()) {
            List<Addition> additions = added.stream().map(Addition::of).toList();
            dataset.commit(new Change(head.number(), additions, Map.of(), Set.of(), properties))
                    .version()
                    .close();
        }
    }

    private static DatasetVersion mark(Dataset dataset, int fragment, int... offsets) {
        try (DatasetVersion head = dataset.head()) {
            int id = head.fragments().get(fragment).id();
            return dataset.commit(
                            new Change(head.number(), List.of(), Map.of(id, offsets), Set.of(), Map.of("mark", "1")))
                    .version();
        }
    }

    private static List<CreatedFile> files(Dataset dataset) {
        List<CreatedFile> files = new ArrayList<>();
        for (DatasetFolder folder : DatasetFolder.values()) {
            if (folder != DatasetFolder.QUARANTINE) {
                dataset.folders().folder(folder).list().forEach(name -> files.add(new CreatedFile(folder, name)));
            }
        }
        return files;
    }

    private static List<String> keys(RowBatch batch) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < batch.count(); i++) {
            keys.add(batch.keys().copy(i).toUtf8());
        }
        return keys;
    }

    /** All live rows as text, in the order of their addresses; {@code !} for a tombstone. */
    private static List<String> rows(DatasetVersion version) {
        List<String> rows = new ArrayList<>();
        try (RowBatches batches = version.rows(ALL)) {
            for (RowBatch batch = batches.next(); batch != null; batch = batches.next()) {
                for (int i = 0; i < batch.count(); i++) {
                    String key = batch.keys().copy(i).toUtf8();
                    String value = batch.values().copy(i).toUtf8();
                    rows.add(batch.tombstone(i) ? key + "!" + batch.seq(i) : key + "=" + value + "/" + batch.seq(i));
                }
            }
        }
        return rows;
    }
}
