package dev.grantlake.lsm.recovery;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.PebbleFixtures;
import dev.grantlake.lsm.SoundDatabase;
import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.lsm.inspect.DirectoryDump;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.manifest.EditScript;
import dev.grantlake.lsm.wal.BatchBytes;
import dev.grantlake.testbase.DataDriven;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.WritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs.Fault;
import dev.grantlake.vfs.testing.ForgetfulDisk;
import dev.grantlake.vfs.testing.RecordingVfs;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What an opening asks of a directory and in which order, and what it finds and leaves, whatever happened before. */
@ExtendWith(Seeds.class)
class OpeningTest {

    /** A line is a session: its words are the keys that it sets, - for none. */
    @TestFactory
    Stream<DynamicTest> scripts() {
        return DataDriven.tests("opening", file -> OpeningTest::run);
    }

    private static String run(DataDriven.Case test) {
        MemoryVfs memory = test.has("fixture")
                ? PebbleFixtures.directory(test.argument("archive"), test.argument("fixture"))
                : new MemoryVfs("db");
        for (String line : test.has("files") ? List.of(test.argument("files").split(",", -1)) : List.<String>of()) {
            memory.put(line, Bytes.EMPTY);
        }
        RecordingVfs directory = new RecordingVfs(memory);
        StringBuilder out = new StringBuilder();
        for (String line : test.lines()) {
            out.append("* session ").append(line).append('\n');
            try (WritingSession session = WritingSession.open(directory)) {
                note(out, directory);
                for (String key : line.equals("-") ? List.<String>of() : List.of(line.split(" ", -1))) {
                    session.set(key, key);
                }
                directory.takeNotes();
            } catch (StorageException e) {
                out.append(e.kind()).append(' ').append(e.getMessage()).append('\n');
            }
            directory.takeNotes();
        }
        out.append(String.join("\n", memory.list()));
        return out.toString();
    }

    private static void note(StringBuilder out, RecordingVfs directory) {
        for (String call : directory.takeNotes()) {
            if (!call.matches("(write [0-9]+\\.sst|close marker).*")) {
                out.append(call.replaceFirst(" [0-9]+\\+[0-9]+$", "")).append('\n');
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "checkpoint_baton, checkpoint_baton",
        "excise, excise_direct",
        "excise, excise_final",
        "excise, excise_wal_pending",
        "minimal_handbuilt, minimal_handbuilt",
        "levels, levels",
        "wal, wal_empty",
        "wal, wal_tail_fmv24",
        "wal, wal_tail_fmv19",
        "wal, wal_torn",
        "wal, wal_bitflip_last",
        "wal, wal_zero_tail",
        "wal, wal_garbage_tail"
    })
    void goesOnWithWhatGoHasLeft(String archive, String name) {
        MemoryVfs directory = PebbleFixtures.directory(archive, name);
        NavigableMap<Bytes, Bytes> expected = SoundDatabase.read(directory);
        for (int round = 0; round < 2; round++) {
            try (WritingSession session = WritingSession.open(directory)) {
                session.set("zz-new", "value " + round);
                expected.put(Bytes.utf8("zz-new"), Bytes.utf8("value " + round));
            }
            assertThat(SoundDatabase.rows(directory)).isEqualTo(expected);
        }
        assertThat(DatabaseDirectory.read(directory).formatVersion()).isEqualTo(24);
    }

    @Test
    void keepsTheRangeKeysOfALog() {
        MemoryVfs directory = new MemoryVfs("db");
        try (WritingSession session = WritingSession.open(directory)) {
            Bytes value = Bytes.ofHex("017a" + "0001" + "76");
            session.commit(
                    new BatchBytes(session.nextSequence())
                            .set("k", "v")
                            .operation(KeyKind.RANGE_KEY_SET, Bytes.utf8("a"), value),
                    2);
        }
        WritingSession.open(directory).close();
        SoundDatabase.rows(directory);
        assertThat(String.join(
                        "\n",
                        DirectoryDump.levels(
                                Opening.open(directory, WritingSession.options(OpeningOptions.Missing.FAIL))
                                        .versions()
                                        .current())))
                .contains("RANGE_KEY_SET");
    }

    @Test
    void aCrashLosesNothingThatWasSynced(Dice dice) {
        for (int round = 0; round < Seeds.rounds(3); round++) {
            ForgetfulDisk disk = new ForgetfulDisk();
            WritableVfs directory = disk.directory("db");
            NavigableMap<Bytes, Bytes> synced = new TreeMap<>();
            String[] pending = {""};
            disk.afterEachChange(() -> checkLeft(disk.crash(dice), synced, pending[0]));
            int key = 0;
            for (int session = 0; session < 4; session++) {
                try (WritingSession open = WritingSession.open(directory)) {
                    for (int i = dice.below(4); i >= 0; i--) {
                        pending[0] = "key" + dice.below(6);
                        String value = "value" + key++;
                        open.set(pending[0], value);
                        synced.put(Bytes.utf8(pending[0]), Bytes.utf8(value));
                        pending[0] = "";
                    }
                }
            }
            assertThat(SoundDatabase.rows(directory)).isEqualTo(synced);
        }
    }

    /** The one batch under way may be there; whatever is there must be found again by the next opening, and no less. */
    private static void checkLeft(ForgetfulDisk left, NavigableMap<Bytes, Bytes> synced, String pending) {
        WritableVfs directory = left.directory("db");
        try (WritingSession session = WritingSession.open(directory)) {
            session.set("~", "after");
        }
        NavigableMap<Bytes, Bytes> rows = SoundDatabase.rows(directory);
        assertThat(rows.remove(Bytes.utf8("~"))).as(left.story()).isEqualTo(Bytes.utf8("after"));
        NavigableMap<Bytes, Bytes> expected = new TreeMap<>(synced);
        Bytes key = Bytes.utf8(pending);
        if (!pending.isEmpty() && rows.containsKey(key)) {
            expected.put(key, rows.get(key));
        }
        assertThat(rows).as(left.story()).isEqualTo(expected);
    }

    @Test
    void aFaultAtAnyCallLeavesADatabaseThatOpens() {
        for (Fault fault : Fault.values()) {
            boolean reached = true;
            for (int n = 1; reached; n++) {
                MemoryVfs memory = new MemoryVfs("db");
                List<String> synced = new ArrayList<>();
                FaultWritableVfs directory = FaultWritableVfs.once(memory, n, fault);
                int tried = runUntilTheFault(directory, synced);
                directory.requireNothingOpen();
                reached = directory.failed();
                WritingSession.open(memory).close();
                assertThat(SoundDatabase.rows(memory).keySet().stream().map(Bytes::toUtf8))
                        .as(fault + " at call " + n)
                        .containsAll(synced)
                        .hasSizeLessThanOrEqualTo(tried);
            }
        }
    }

    /** How many keys it tried to set: one more than were synced, if the fault met that one. */
    private static int runUntilTheFault(FaultWritableVfs directory, List<String> synced) {
        int tried = 0;
        try {
            for (int session = 0; session < 3; session++) {
                try (WritingSession open = WritingSession.open(directory)) {
                    for (int i = 0; i < 2; i++) {
                        String key = "key" + tried++;
                        open.set(key, "value");
                        synced.add(key);
                    }
                }
            }
        } catch (StorageException e) {
            assertThat(directory.failed()).as(e.toString()).isTrue();
        }
        return tried;
    }

    @Test
    void leavesAloneWhatItDoesNotKnow() {
        MemoryVfs directory = new MemoryVfs("db");
        WritingSession.open(directory).close();
        List<String> foreign =
                List.of("000004.log.trunc", "marker.foo.000001.bar", "notes.txt", "temporary.txt", "x.dbtmp");
        foreign.forEach(name -> directory.put(name, Bytes.utf8("mine")));
        directory.put("temporary.000099.dbtmp", Bytes.EMPTY).put("000098.sst", Bytes.EMPTY);
        WritingSession.open(directory).close();
        assertThat(directory.list()).containsAll(foreign);
        assertThat(directory.list()).doesNotContain("temporary.000099.dbtmp", "000098.sst");
        assertThat(directory.list()).as("numbers go on behind all of them").contains("000102.log");
    }

    @Test
    void refusesToWriteWhereValuesLieInOtherFiles() {
        MemoryVfs directory = new MemoryVfs("db")
                .put("MANIFEST-000001", Bytes.wrap(EditScript.manifest(List.of("2 4 3 8 4 9 107 5 6 100 90 1"))))
                .put("marker.manifest.000001.MANIFEST-000001", Bytes.EMPTY)
                .put("marker.format-version.000001.024", Bytes.EMPTY)
                .put("000006.blob", Bytes.EMPTY);
        List<String> names = directory.list();
        assertThatThrownBy(() -> WritingSession.open(directory))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.UNSUPPORTED))
                .hasMessageContaining("blob file 000006");
        assertThat(directory.remove("LOCK").list()).isEqualTo(names);
    }

    @Test
    void keepsOthersOut() {
        MemoryVfs directory = new MemoryVfs("db");
        try (WritingSession session = WritingSession.open(directory)) {
            assertThatThrownBy(() -> WritingSession.open(directory))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.FAILED_PRECONDITION));
            session.set("a", "b");
        }
        WritingSession.open(directory).close();
    }

    @Test
    void makesNoneUnlessAsked() {
        MemoryVfs directory = new MemoryVfs("db");
        assertThatThrownBy(() -> Opening.open(directory, WritingSession.options(OpeningOptions.Missing.FAIL)))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.NOT_FOUND));
        assertThat(directory.list()).isEmpty();
    }
}
