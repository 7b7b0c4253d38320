package dev.grantlake.lsm.checkpoint;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.kv.MemoryKeyValueStore;
import dev.grantlake.lsm.SoundDatabase;
import dev.grantlake.lsm.ingest.IngestOptions;
import dev.grantlake.lsm.ingest.Replacement;
import dev.grantlake.lsm.manifest.ManifestEdit;
import dev.grantlake.lsm.recovery.WritingSession;
import dev.grantlake.lsm.sstable.SstableWriterOptions;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.WritableDiskVfs;
import dev.grantlake.vfs.WritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs.Fault;
import dev.grantlake.vfs.testing.ForgetfulDisk;
import dev.grantlake.vfs.testing.RecordingVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A copy shows the moment at which it was begun, is a database or nothing, and takes nothing from the original. */
@ExtendWith(Seeds.class)
class CheckpointTest {

    private static final IngestOptions INGEST = new IngestOptions(SstableWriterOptions.DEFAULT, 1 << 20, 1_700_000_000);

    @TempDir
    Path folder = Path.of("");

    /** Tables of two sessions, virtual ones among them, and a log. */
    private static NavigableMap<Bytes, Bytes> fill(WritableVfs directory, int rows) {
        NavigableMap<Bytes, Bytes> model = new TreeMap<>();
        for (int i = 0; i < 2; i++) {
            try (WritingSession session = WritingSession.open(directory)) {
                for (int row = 0; row < rows; row++) {
                    set(session, model, "key" + (char) ('a' + row), "session " + i);
                }
            }
        }
        try (WritingSession session = WritingSession.open(directory)) {
            empty(directory, session, model);
            set(session, model, "keyb", "logged");
        }
        return model;
    }

    private static void set(WritingSession session, NavigableMap<Bytes, Bytes> model, String key, String value) {
        session.set(key, value);
        model.put(Bytes.utf8(key), Bytes.utf8(value));
    }

    private static void empty(WritableVfs directory, WritingSession session, NavigableMap<Bytes, Bytes> model) {
        KeyRange range = new KeyRange(Bytes.utf8("keyb"), Bytes.utf8("keyc"));
        try (MemoryKeyValueStore nothing = new MemoryKeyValueStore();
                Cursor cursor = nothing.cursor(KeyRange.ALL);
                Replacement replacement =
                        Replacement.of(directory, session.opened().versions(), List.of(range), cursor, INGEST)) {
            replacement.apply(session.takeSequence(), version -> {});
        }
        model.keySet().removeIf(range::contains);
    }

    @Test
    void showsTheMomentWhateverIsWrittenMeanwhile() {
        MemoryVfs directory = new MemoryVfs("db");
        NavigableMap<Bytes, Bytes> model = fill(directory, 4);
        MemoryVfs copy = new MemoryVfs("copy");
        try (WritingSession session = WritingSession.open(directory)) {
            set(session, model, "before", "x");
            try (Checkpoint checkpoint =
                    Checkpoint.of(directory, session.opened().versions())) {
                session.set("after", "y");
                empty(directory, session, new TreeMap<>());
                session.opened()
                        .versions()
                        .apply(version -> version.levels().get(0).tables().stream()
                                .<ManifestEdit>map(table -> new ManifestEdit.DeletedTable(0, table.number()))
                                .toList());
                checkpoint.writeTo(copy);
            }
            assertThat(directory.list().stream().filter(name -> name.endsWith(".sst")))
                    .as("what was held is deleted")
                    .hasSize(session.opened().versions().current().files().size());
        }
        assertThat(SoundDatabase.rows(copy)).isEqualTo(model);
        assertThat(copy.list()).doesNotContain("LOCK");
        try (WritingSession session = WritingSession.open(copy)) {
            set(session, model, "later", "z");
        }
        assertThat(SoundDatabase.rows(copy)).isEqualTo(model);
    }

    @Test
    void anEmptyDatabaseHasALogAllTheSame() {
        MemoryVfs directory = new MemoryVfs("db");
        MemoryVfs copy = new MemoryVfs("copy");
        try (WritingSession session = WritingSession.open(directory)) {
            directory.delete("000003.log");
            try (Checkpoint checkpoint =
                    Checkpoint.of(directory, session.opened().versions())) {
                checkpoint.writeTo(copy);
            }
        }
        assertThat(copy.list()).contains("000004.log");
        assertThat(copy.size("000004.log")).isZero();
        assertThat(SoundDatabase.rows(copy)).isEmpty();
    }

    @Test
    void leavesOutTheRoomThatALogHasAhead() {
        MemoryVfs directory = new MemoryVfs("db");
        MemoryVfs copy = new MemoryVfs("copy");
        try (WritingSession session = WritingSession.open(directory)) {
            session.set("a", "b");
            Bytes log = directory.content("000003.log");
            directory.put("000003.log", log.plus(Bytes.wrap(new byte[5000])));
            try (Checkpoint checkpoint =
                    Checkpoint.of(directory, session.opened().versions())) {
                checkpoint.writeTo(copy);
            }
            assertThat(copy.content("000003.log")).isEqualTo(log);
        }
    }

    @Test
    void linksTablesAndMakesTheMarkerLast() {
        RecordingVfs directory = new RecordingVfs(new MemoryVfs("db"));
        fill(directory, 2);
        RecordingVfs copy = new RecordingVfs(new MemoryVfs("copy"));
        try (WritingSession session = WritingSession.open(directory);
                Checkpoint checkpoint =
                        Checkpoint.of(directory, session.opened().versions())) {
            checkpoint.writeTo(copy);
        }
        List<String> notes = copy.takeNotes().stream()
                .map(note -> note.replaceFirst(" [0-9]+\\+[0-9]+$", ""))
                .distinct()
                .filter(note -> !note.startsWith("close"))
                .toList();
        assertThat(notes)
                .containsExactly(
                        "create OPTIONS-000016",
                        "write OPTIONS-000016",
                        "force OPTIONS-000016",
                        "link 000004.sst",
                        "link 000008.sst",
                        "link 000014.sst",
                        "create 000017.log",
                        "force 000017.log",
                        "create MANIFEST-000019",
                        "write MANIFEST-000019",
                        "force MANIFEST-000019",
                        "create marker.format-version.000001.024",
                        "force the directory",
                        "create marker.manifest.000001.MANIFEST-000019");
    }

    @Test
    void refusesADirectoryThatIsNotEmpty() {
        MemoryVfs directory = new MemoryVfs("db");
        MemoryVfs copy = new MemoryVfs("copy").put("mine.txt", Bytes.EMPTY);
        try (WritingSession session = WritingSession.open(directory);
                Checkpoint checkpoint =
                        Checkpoint.of(directory, session.opened().versions())) {
            assertThatThrownBy(() -> checkpoint.writeTo(copy))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.FAILED_PRECONDITION));
        }
        assertThat(copy.list()).containsExactly("mine.txt");
    }

    @Test
    void sharesFilesOnADisk() {
        try (WritableDiskVfs directory = WritableDiskVfs.create(folder.resolve("db"));
                WritableDiskVfs copy = WritableDiskVfs.create(folder.resolve("copy"))) {
            NavigableMap<Bytes, Bytes> model = fill(directory, 4);
            try (WritingSession session = WritingSession.open(directory);
                    Checkpoint checkpoint =
                            Checkpoint.of(directory, session.opened().versions())) {
                checkpoint.writeTo(copy);
            }
            assertThat(SoundDatabase.rows(copy)).isEqualTo(model);
            assertThat(SoundDatabase.rows(directory)).isEqualTo(model);
        }
    }

    @Test
    void aCrashLeavesTheWholeCopyOrNone(Dice dice) {
        for (int round = 0; round < Seeds.rounds(10); round++) {
            ForgetfulDisk disk = new ForgetfulDisk();
            WritableVfs directory = disk.directory("db");
            NavigableMap<Bytes, Bytes> model = fill(directory, 4);
            try (WritingSession session = WritingSession.open(directory)) {
                disk.afterEachChange(() -> checkLeft(disk.crash(dice), model));
                try (Checkpoint checkpoint =
                        Checkpoint.of(directory, session.opened().versions())) {
                    checkpoint.writeTo(disk.directory("copy"));
                }
                disk.afterEachChange(() -> {});
                assertThat(SoundDatabase.rows(disk.crash(dice).directory("copy")))
                        .isEqualTo(model);
            }
        }
    }

    private static void checkLeft(ForgetfulDisk left, NavigableMap<Bytes, Bytes> model) {
        WritableVfs copy = left.directory("copy");
        if (copy.list().stream().anyMatch(name -> name.startsWith("marker.manifest"))) {
            assertThat(SoundDatabase.rows(copy)).as(left.story()).isEqualTo(model);
        }
    }

    @Test
    void aFaultLeavesNothing() {
        for (Fault fault : Fault.values()) {
            boolean reached = true;
            for (int n = 1; reached; n++) {
                MemoryVfs directory = new MemoryVfs("db");
                NavigableMap<Bytes, Bytes> model = fill(directory, 2);
                MemoryVfs copy = new MemoryVfs("copy");
                FaultWritableVfs faulty = FaultWritableVfs.once(copy, n, fault);
                try (WritingSession session = WritingSession.open(directory);
                        Checkpoint checkpoint =
                                Checkpoint.of(directory, session.opened().versions())) {
                    checkpoint.writeTo(faulty);
                    assertThat(SoundDatabase.rows(copy)).isEqualTo(model);
                } catch (StorageException e) {
                    assertThat(faulty.failed()).as(e.toString()).isTrue();
                    // Of a directory that is broken, the files cannot be deleted.
                    assertThat(copy.list().isEmpty() || fault == Fault.BROKEN)
                            .as("after " + n + " calls: " + copy.list())
                            .isTrue();
                }
                faulty.requireNothingOpen();
                reached = faulty.failed();
                assertThat(SoundDatabase.rows(directory)).isEqualTo(model);
            }
        }
    }
}
