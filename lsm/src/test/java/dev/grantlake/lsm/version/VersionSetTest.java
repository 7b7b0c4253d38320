package dev.grantlake.lsm.version;

import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.manifest.ManifestEdit;
import dev.grantlake.testbase.DataDriven;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.vfs.WritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs.Fault;
import dev.grantlake.vfs.testing.ForgetfulDisk;
import dev.grantlake.vfs.testing.RecordingVfs;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which calls an edit makes and in which order, and what is left of it after a crash or a fault at any moment. */
@ExtendWith(Seeds.class)
class VersionSetTest {

    /** So many edits that the small manifests of these tests are begun anew, over and over. */
    private static final List<String> SESSION = List.of(
            "log",
            "edit add 0 a c 11 ; add 0 d f 12",
            "edit add 0 a f 20",
            "pin old",
            "edit move 3 0 6",
            "log",
            "edit delete 0 4 ; add 6 d f 12 ; log 8",
            "edit delete 6 3 ; back 3 ; cut 6 a a 11 3 ; cut 6 c c 11 3",
            "unpin old",
            "edit delete 6 8",
            "reopen",
            "edit nothing",
            "edit sequence 50",
            "edit delete 6 9 ; delete 0 5");

    @TestFactory
    Stream<DynamicTest> scripts() {
        return DataDriven.tests("version-set", file -> VersionSetTest::run);
    }

    private static String run(DataDriven.Case test) {
        RecordingVfs directory = new RecordingVfs(new MemoryVfs("db"));
        StringBuilder out = new StringBuilder();
        try (VersionScript script = new VersionScript(directory, test.number("manifest", 1 << 20))) {
            note(out, "create", directory);
            for (String line : test.lines()) {
                try {
                    script.run(line);
                } catch (StorageException e) {
                    out.append(e.kind()).append(' ').append(e.getMessage()).append('\n');
                }
                note(out, line, directory);
            }
            out.append(VersionScript.text(script.versions().current())).append('\n');
            assertThat(VersionScript.text(VersionScript.replay(directory)))
                    .isEqualTo(VersionScript.text(script.versions().current()));
        }
        return out.toString();
    }

    /** Bytes of tables are no matter of a version set. */
    private static void note(StringBuilder out, String line, RecordingVfs directory) {
        out.append("* ").append(line).append('\n');
        for (String call : directory.takeNotes()) {
            if (!call.matches("(write|force|close) [0-9]+\\.(sst|log).*")) {
                out.append(call).append('\n');
            }
        }
    }

    @Test
    void aCrashLeavesTheVersionOfAnEditOrOfTheNext(Dice dice) {
        ForgetfulDisk disk = new ForgetfulDisk();
        WritableVfs directory = disk.directory("db");
        List<String> states = new ArrayList<>();
        try (VersionScript script = new VersionScript(directory, 200)) {
            states.add(VersionScript.text(script.versions().current()));
            disk.afterEachChange(() -> {
                for (int i = 0; i < 3; i++) {
                    ForgetfulDisk left = disk.crash(dice);
                    checkLeft(left.directory("db"), states, left);
                }
            });
            for (String line : SESSION) {
                int before = states.size();
                script.run(line);
                assertThat(states.size()).isEqualTo(before);
                states.clear();
                states.add(VersionScript.text(script.versions().current()));
            }
        }
    }

    /** An edit that is under way is no state yet, but may be what is left: its files have to be there. */
    private static void checkLeft(Vfs left, List<String> states, ForgetfulDisk disk) {
        Version version = VersionScript.replay(left);
        version.requireFiles(left);
        String text = VersionScript.text(version);
        if (!states.contains(text)) {
            states.add(text);
        }
        assertThat(states.size()).as(disk + text).isLessThanOrEqualTo(2);
        while (states.size() > 1) {
            states.remove(1);
        }
    }

    @Test
    void aFaultAtAnyCallPoisonsOrChangesNothing() {
        for (Fault fault : Fault.values()) {
            boolean reached = true;
            for (int n = 1; reached; n++) {
                MemoryVfs memory = new MemoryVfs("db");
                FaultWritableVfs directory = FaultWritableVfs.once(memory, n, fault);
                runWithFault(directory, memory);
                directory.requireNothingOpen();
                reached = directory.failed();
            }
        }
    }

    private static void runWithFault(FaultWritableVfs directory, MemoryVfs memory) {
        VersionScript script;
        try {
            script = new VersionScript(directory, 200);
        } catch (StorageException e) {
            assertThat(directory.failed()).as(e.toString()).isTrue();
            return;
        }
        try (script) {
            runUntilTheFault(script, directory, memory);
        } catch (StorageException e) {
            assertThat(e).hasMessageContaining("injected");
        }
    }

    private static void runUntilTheFault(VersionScript script, FaultWritableVfs directory, MemoryVfs memory) {
        String before = "";
        String present = VersionScript.text(script.versions().current());
        try {
            for (String line : SESSION) {
                before = present;
                script.run(line);
                present = VersionScript.text(script.versions().current());
            }
        } catch (StorageException e) {
            assertThat(directory.failed()).as(e.toString()).isTrue();
            assertThat(e).hasMessageContaining("injected");
            Version left = VersionScript.replay(memory);
            left.requireFiles(memory);
            assertThat(VersionScript.text(script.versions().current())).isEqualTo(before);
            requirePoisoned(script.versions(), VersionScript.text(left).equals(before));
        }
    }

    /** Where the edit may be on disk, nothing may follow it. */
    private static void requirePoisoned(VersionSet versions, boolean nothingHappened) {
        StorageException failure = versions.failure();
        assertThat(failure != null || nothingHappened).isTrue();
        if (failure != null) {
            assertThatThrownBy(() -> versions.apply(version -> List.of(new ManifestEdit.LastSequence(99))))
                    .isInstanceOf(StorageException.class)
                    .hasCause(failure);
        }
    }

    @Test
    void deletesATableWhenNeitherAVersionNorAReaderNeedsIt() {
        MemoryVfs directory = new MemoryVfs("db");
        try (VersionScript script = new VersionScript(directory, 1 << 20)) {
            script.run("edit add 6 a c 11");
            PinnedVersion pin = script.versions().pin();
            PinnedVersion other = script.versions().pin();
            script.run("edit delete 6 2");
            assertThat(directory.exists("000002.sst")).isTrue();
            pin.close();
            pin.close();
            assertThat(directory.exists("000002.sst")).isTrue();
            assertThat(script.versions().files().file(2).table().properties()).isNotNull();
            other.close();
            assertThat(directory.exists("000002.sst")).isFalse();
        }
    }

    @Test
    void changesThatDoNotFitChangeNothing() {
        MemoryVfs directory = new MemoryVfs("db");
        try (VersionScript script = new VersionScript(directory, 1 << 20)) {
            script.run("edit add 6 a c 11");
            List<String> names = directory.list();
            assertThatThrownBy(() -> script.run("edit add 6 b d 12"))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("disjoint tables in level 6");
            assertThatThrownBy(() -> script.run("edit delete 5 2"))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("table 000002 in level 5 to delete");
            assertThat(directory.list()).isEqualTo(names);
            assertThat(script.versions().failure()).isNull();
            script.run("edit delete 6 2");
            assertThat(script.versions().current().tableCount()).isZero();
        }
    }

    @Test
    void closingDeletesNothing() {
        MemoryVfs directory = new MemoryVfs("db");
        VersionScript script = new VersionScript(directory, 1 << 20);
        script.run("edit add 6 a c 11");
        PinnedVersion pin = script.versions().pin();
        script.run("edit delete 6 2");
        script.close();
        pin.close();
        assertThat(directory.exists("000002.sst")).isTrue();
        assertThatThrownBy(() -> script.run("edit sequence 5"))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CLOSED));
        assertThatThrownBy(() -> script.versions().pin()).isInstanceOf(StorageException.class);
    }
}
