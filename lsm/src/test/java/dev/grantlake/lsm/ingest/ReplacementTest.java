package dev.grantlake.lsm.ingest;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.lsm.SoundDatabase;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.recovery.OpenedDirectory;
import dev.grantlake.lsm.recovery.WritingSession;
import dev.grantlake.lsm.sstable.SstableWriter;
import dev.grantlake.lsm.sstable.SstableWriterOptions;
import dev.grantlake.lsm.version.PinnedVersion;
import dev.grantlake.lsm.wal.BatchBytes;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.ForcedSink;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.WritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs.Fault;
import dev.grantlake.vfs.testing.ForgetfulDisk;
import dev.grantlake.vfs.testing.RecordingVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Ranges are emptied and filled in one step, whatever lies there and whatever happens meanwhile. */
@ExtendWith(Seeds.class)
class ReplacementTest {

    private static final IngestOptions OPTIONS =
            new IngestOptions(SstableWriterOptions.DEFAULT.withBlocks(256, 256), 700, 1_700_000_000);

    @Test
    void leavesWhatAModelSays(Dice dice) {
        for (int round = 0; round < Seeds.rounds(15); round++) {
            MemoryVfs directory = new MemoryVfs("db");
            NavigableMap<Bytes, Bytes> model = new TreeMap<>();
            for (int session = dice.between(2, 7); session > 0; session--) {
                try (WritingSession open = WritingSession.open(directory)) {
                    for (int i = dice.below(3); i > 0; i--) {
                        replace(directory, open, model, ranges(dice), rows(dice, 12));
                    }
                    write(open, model, dice);
                }
                assertThat(SoundDatabase.rows(directory)).isEqualTo(model);
            }
        }
    }

    /** Points, deletions and range deletions, which the next session brings into tables. */
    private static void write(WritingSession session, NavigableMap<Bytes, Bytes> model, Dice dice) {
        BatchBytes batch = new BatchBytes(session.nextSequence());
        int count = dice.between(1, 12);
        for (int i = 0; i < count; i++) {
            Bytes key = key(dice);
            Bytes other = key(dice);
            switch (dice.below(4)) {
                case 0 -> {
                    batch.operation(KeyKind.DELETE, key, Bytes.EMPTY);
                    model.remove(key);
                }
                case 1 -> {
                    batch.operation(KeyKind.RANGE_DELETE, key, other);
                    if (key.compareTo(other) < 0) {
                        model.subMap(key, other).clear();
                    }
                }
                default -> {
                    Bytes value = Bytes.wrap(dice.bytes(dice.below(60)));
                    batch.operation(KeyKind.SET, key, value);
                    model.put(key, value);
                }
            }
        }
        session.commit(batch, count);
    }

    private static void replace(
            WritableVfs directory,
            WritingSession session,
            NavigableMap<Bytes, Bytes> model,
            List<KeyRange> ranges,
            NavigableMap<Bytes, Bytes> content) {
        OpenedDirectory opened = session.opened();
        try (MemoryKeyValueStore store = new MemoryKeyValueStore().putAll(content);
                Cursor cursor = store.cursor(KeyRange.ALL);
                Replacement replacement = Replacement.of(directory, opened.versions(), ranges, cursor, OPTIONS)) {
            assertThat(replacement.entries()).isEqualTo(content.size());
            replacement.apply(session.takeSequence(), version -> {});
        }
        for (KeyRange range : ranges) {
            model.keySet().removeIf(range::contains);
        }
        model.putAll(content);
    }

    private static NavigableMap<Bytes, Bytes> rows(Dice dice, int most) {
        NavigableMap<Bytes, Bytes> rows = new TreeMap<>();
        for (int i = dice.below(most + 1); i > 0; i--) {
            rows.put(key(dice), Bytes.wrap(dice.bytes(dice.below(300))));
        }
        return rows;
    }

    private static List<KeyRange> ranges(Dice dice) {
        List<KeyRange> ranges = new ArrayList<>();
        for (int i = dice.below(4); i > 0; i--) {
            ranges.add(new KeyRange(dice.oneIn(8) ? null : key(dice), dice.oneIn(8) ? null : key(dice)));
        }
        return ranges;
    }

    private static Bytes key(Dice dice) {
        byte[] key = dice.key(4, 3);
        return key.length == 0 ? Bytes.utf8("a") : Bytes.wrap(key);
    }

    @Test
    void aVersionThatSomebodyReadsIsNotChanged() {
        MemoryVfs directory = new MemoryVfs("db");
        try (WritingSession session = WritingSession.open(directory)) {
            session.set("a", "old");
            session.set("c", "old");
        }
        try (WritingSession session = WritingSession.open(directory);
                PinnedVersion pin = session.opened().versions().pin()) {
            List<Long> files = List.copyOf(pin.version().files().keySet());
            replace(directory, session, new TreeMap<>(), List.of(KeyRange.ALL), new TreeMap<>());
            assertThat(session.opened().versions().current().tableCount()).isZero();
            for (long file : files) {
                assertThat(session.opened()
                                .versions()
                                .files()
                                .file(file)
                                .table()
                                .properties())
                        .isNotNull();
            }
        }
    }

    @Test
    void contentOfEmptiedRangesGoesToTheLowestLevel() {
        MemoryVfs directory = new MemoryVfs("db");
        NavigableMap<Bytes, Bytes> model = new TreeMap<>();
        try (WritingSession session = WritingSession.open(directory)) {
            for (String key : List.of("a1", "b1", "c1", "d1", "e1")) {
                session.set(key, "old");
                model.put(Bytes.utf8(key), Bytes.utf8("old"));
            }
        }
        try (WritingSession session = WritingSession.open(directory)) {
            NavigableMap<Bytes, Bytes> content = new TreeMap<>();
            for (String key : List.of("b2", "b3", "c2", "d2")) {
                content.put(Bytes.utf8(key), Bytes.utf8("new"));
            }
            List<KeyRange> ranges = List.of(KeyRange.prefix(Bytes.utf8("d")), KeyRange.prefix(Bytes.utf8("b")));
            replace(directory, session, model, ranges, content);
            List<List<String>> levels = session.opened().versions().current().levels().stream()
                    .map(level -> level.tables().stream()
                            .map(ReplacementTest::userKeys)
                            .toList())
                    .toList();
            assertThat(levels.get(0)).containsExactlyInAnyOrder("a1-a1", "c1-c1", "e1-e1");
            assertThat(levels.get(6)).containsExactly("b2-b3", "c2-c2", "d2-d2");
        }
        assertThat(SoundDatabase.rows(directory)).isEqualTo(model);
    }

    private static String userKeys(TableMetadata table) {
        return table.bounds().smallest().userKey().toUtf8() + "-"
                + table.bounds().largest().userKey().toUtf8();
    }

    @Test
    void contentOutOfOrderChangesNothing() {
        MemoryVfs directory = new MemoryVfs("db");
        try (WritingSession session = WritingSession.open(directory)) {
            List<String> names = directory.list();
            for (int border : List.of(1, 5, 9)) {
                try (Cursor unordered = new UnorderedCursor(10, border)) {
                    assertThatThrownBy(() -> Replacement.of(
                                    directory, session.opened().versions(), List.of(), unordered, OPTIONS))
                            .isInstanceOfSatisfying(
                                    StorageException.class,
                                    e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.INVALID_ARGUMENT));
                }
                assertThat(directory.list()).isEqualTo(names);
            }
        }
    }

    @Test
    void takesInTablesFromElsewhere() {
        MemoryVfs directory = new MemoryVfs("db");
        MemoryVfs elsewhere = new MemoryVfs("elsewhere");
        table(elsewhere, "one.sst", 0, "b", "c");
        table(elsewhere, "two.sst", 0, "d");
        table(elsewhere, "none.sst", 0);
        table(elsewhere, "numbered.sst", 7, "x");
        table(elsewhere, "overlapping.sst", 0, "a", "d");
        try (WritingSession session = WritingSession.open(directory)) {
            session.set("b", "old");
        }
        NavigableMap<Bytes, Bytes> expected = new TreeMap<>();
        for (String key : List.of("b", "c", "d")) {
            expected.put(Bytes.utf8(key), Bytes.utf8("value of " + key));
        }
        try (WritingSession session = WritingSession.open(directory)) {
            List<String> names = directory.list();
            for (List<String> refused : List.of(
                    List.of("one.sst", "numbered.sst"),
                    List.of("two.sst", "overlapping.sst"),
                    List.of("one.sst", "missing.sst"))) {
                assertThatThrownBy(() -> link(directory, session, elsewhere, refused))
                        .isInstanceOf(StorageException.class);
                assertThat(directory.list()).isEqualTo(names);
            }
            try (Replacement replacement =
                    link(directory, session, elsewhere, List.of("two.sst", "none.sst", "one.sst"))) {
                assertThat(replacement.entries()).isEqualTo(3);
                replacement.apply(session.takeSequence(), version -> {});
            }
        }
        assertThat(SoundDatabase.rows(directory)).isEqualTo(expected);
        assertThat(elsewhere.list()).hasSize(5);
    }

    private static Replacement link(
            WritableVfs directory, WritingSession session, MemoryVfs source, List<String> names) {
        return Replacement.ofTables(directory, session.opened().versions(), List.of(), source, names, OPTIONS);
    }

    private static void table(WritableVfs directory, String name, long sequence, String... keys) {
        try (SstableWriter writer = new SstableWriter(new ForcedSink(directory, name), SstableWriterOptions.DEFAULT)) {
            for (String key : keys) {
                writer.add(Bytes.utf8(key), Trailer.of(sequence, KeyKind.SET), Bytes.utf8("value of " + key));
            }
            writer.finish();
        }
    }

    /** A workload whose one replacement is applied between {@code before} and {@code after}. */
    private static void runReplacement(WritableVfs directory, Dice dice, List<NavigableMap<Bytes, Bytes>> states) {
        NavigableMap<Bytes, Bytes> model = new TreeMap<>();
        try (WritingSession session = WritingSession.open(directory)) {
            for (int i = 0; i < 8; i++) {
                write(session, model, dice);
            }
        }
        try (WritingSession session = WritingSession.open(directory)) {
            NavigableMap<Bytes, Bytes> after = new TreeMap<>(model);
            List<KeyRange> ranges = ranges(dice);
            NavigableMap<Bytes, Bytes> content = rows(dice, 12);
            ranges.forEach(range -> after.keySet().removeIf(range::contains));
            after.putAll(content);
            states.add(model);
            states.add(after);
            replace(directory, session, new TreeMap<>(), ranges, content);
            states.remove(0);
        }
        states.clear();
    }

    @Test
    void aCrashLeavesTheOldOrTheNew(Dice dice) {
        for (int round = 0; round < Seeds.rounds(5); round++) {
            ForgetfulDisk disk = new ForgetfulDisk();
            List<NavigableMap<Bytes, Bytes>> states = new ArrayList<>();
            disk.afterEachChange(() -> {
                if (!states.isEmpty()) {
                    ForgetfulDisk left = disk.crash(dice);
                    WritingSession.open(left.directory("db")).close();
                    assertThat(SoundDatabase.rows(left.directory("db")))
                            .as(left.story())
                            .isIn(states);
                }
            });
            runReplacement(disk.directory("db"), dice.fork(), states);
        }
    }

    @Test
    void aFaultLeavesTheOldOrTheNewAndNothingElse(Dice dice) {
        for (Fault fault : Fault.values()) {
            boolean reached = true;
            for (int n = 1; reached; n++) {
                MemoryVfs memory = new MemoryVfs("db");
                List<NavigableMap<Bytes, Bytes>> states = new ArrayList<>();
                FaultWritableVfs directory = FaultWritableVfs.once(memory, n, fault);
                try {
                    runReplacement(directory, new Dice(dice.seed()), states);
                } catch (StorageException e) {
                    assertThat(directory.failed()).as(e.toString()).isTrue();
                }
                directory.requireNothingOpen();
                reached = directory.failed();
                WritingSession.open(memory).close();
                NavigableMap<Bytes, Bytes> rows = SoundDatabase.rows(memory);
                if (!states.isEmpty()) {
                    assertThat(rows).as(fault + " at call " + n).isIn(states);
                }
            }
        }
    }

    @Test
    void tablesAreOnDiskBeforeTheEditThatNamesThem() {
        RecordingVfs directory = new RecordingVfs(new MemoryVfs("db"));
        try (WritingSession session = WritingSession.open(directory)) {
            session.set("a", "old");
        }
        try (WritingSession session = WritingSession.open(directory)) {
            directory.takeNotes();
            NavigableMap<Bytes, Bytes> content = new TreeMap<>(Map.of(Bytes.utf8("b"), Bytes.utf8("new")));
            replace(directory, session, new TreeMap<>(), List.of(KeyRange.ALL), content);
            assertThat(directory.takeNotes().stream()
                            .map(note -> note.replaceFirst(" [0-9]+\\+[0-9]+$", ""))
                            .distinct()
                            .toList())
                    .containsExactly(
                            "create 000008.sst",
                            "write 000008.sst",
                            "force 000008.sst",
                            "close 000008.sst",
                            "force the directory",
                            "write MANIFEST-000005",
                            "force MANIFEST-000005",
                            "delete 000004.sst");
        }
    }
}
