package dev.grantlake.lake.log;

import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs.Fault;
import dev.grantlake.vfs.testing.RecordingVfs;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static dev.grantlake.lake.log.Logs.append;
import static dev.grantlake.lake.log.Logs.commit;
import static dev.grantlake.lake.log.Logs.line;
import static dev.grantlake.lake.log.Logs.replayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LogWriterTest {

    private static final String FIRST = "00000000000000000001.log";

    private final MemoryVfs memory = new MemoryVfs("wal");

    @Test
    void aSegmentIsOnDiskBeforeItIsUsedAndAGroupIsOneWrite() {
        RecordingVfs directory = new RecordingVfs(memory);
        try (LogWriter writer = LogWriter.create(directory, 1)) {
            writer.append(List.of(commit(1), commit(2)));
            writer.force();
            writer.force();
            writer.append(List.of(commit(3)));
            writer.finish();
        }
        assertThat(directory.takeNotes())
                .containsExactly(
                        "create " + FIRST,
                        "write " + FIRST + " 0+32",
                        "force " + FIRST,
                        "force the directory",
                        "write " + FIRST + " 32+74",
                        "force " + FIRST,
                        "write " + FIRST + " 106+47",
                        "force " + FIRST,
                        "close " + FIRST);
    }

    @Test
    void aGroupHeadSaysWhatIsOnDisk() {
        try (LogWriter writer = LogWriter.create(memory, 1)) {
            assertThat(writer.syncedBytes()).isEqualTo(32);
            writer.append(List.of(commit(1)));
            writer.append(List.of(commit(2)));
            assertThat(writer.syncedBytes()).isEqualTo(32);
            writer.force();
            assertThat(writer.syncedBytes()).isEqualTo(32 + 2 * 47);
            writer.append(List.of(commit(3)));
            assertThat(writer.size()).isEqualTo(32 + 3 * 47);
            assertThat(writer.lastSeq()).isEqualTo(3);
        }
        assertThat(syncedBytes()).containsExactly(32L, 32L, 32L + 2 * 47);
        assertThat(replayed(memory)).containsExactly(line(1), line(2), line(3));
    }

    private List<Long> syncedBytes() {
        SegmentReader reader = new SegmentReader(memory.open(FIRST));
        List<Long> found = new ArrayList<>();
        while (reader.next()) {
            if (reader.type() == SegmentFormat.GROUP_HEAD) {
                found.add(reader.syncedBytes());
            }
        }
        return found;
    }

    @Test
    void roomIsMadeAheadAndGoneWhenTheSegmentIsFinished() {
        RecordingVfs directory = new RecordingVfs(memory);
        try (LogWriter writer = LogWriter.create(directory, 1, 1000)) {
            append(writer, 1, 2);
            assertThat(directory.takeNotes()).containsOnlyOnce("reserve " + FIRST + " " + (32 + 47 + 1000));
            writer.finish();
        }
        assertThat(directory.takeNotes()).as("the cut is forced").containsExactly("close " + FIRST, "force " + FIRST);
        assertThat(memory.size(FIRST)).isEqualTo(32 + 2 * 47);
    }

    @Test
    void refusesNumbersThatDoNotAscend() {
        try (LogWriter writer = LogWriter.create(memory, 1)) {
            append(writer, 5);
            assertThatThrownBy(() -> append(writer, 5)).hasMessageContaining("sequence number 5 behind 5");
            assertThatThrownBy(() -> writer.append(List.of(commit(7), commit(6))))
                    .hasMessageContaining("sequence number 6 behind 7");
            append(writer, 6);
        }
        assertThat(replayed(memory)).containsExactly(line(5), line(6));
    }

    @Test
    void aSegmentIsCreatedOnceAndAFailureLeavesNone() {
        LogWriter.create(memory, 1).close();
        assertThatThrownBy(() -> LogWriter.create(memory, 1)).hasMessageContaining("there is a file already");
        for (int call = 2; call <= 4; call++) {
            FaultWritableVfs faulty = FaultWritableVfs.once(memory, call, Fault.FULL);
            assertThatThrownBy(() -> LogWriter.create(faulty, 2)).hasMessageContaining("injected");
            faulty.requireNothingOpen();
            assertThat(memory.list()).containsExactly(FIRST);
        }
    }

    /** No room: the group fails, the cut is forced, and the log goes on with the same number. */
    @Test
    void goesOnAfterAWriteThatFailed() {
        FaultWritableVfs faulty = FaultWritableVfs.once(new RecordingVfs(memory), 7, Fault.FULL);
        try (LogWriter writer = LogWriter.create(faulty, 1)) {
            append(writer, 1);
            assertThatThrownBy(() -> writer.append(List.of(commit(2)))).hasMessageContaining("no space left");
            assertThat(writer.poisoned()).isFalse();
            assertThat(writer.lastSeq()).isEqualTo(1);
            assertThat(faulty.calls()).as("and the cut was forced").isEqualTo(8);
            append(writer, 2);
        }
        assertThat(replayed(memory)).containsExactly(line(1), line(2));
    }

    @Test
    void isPoisonedWhenTheCutCannotBeForced() {
        FaultWritableVfs faulty = FaultWritableVfs.once(memory, 7, Fault.BROKEN);
        try (LogWriter writer = LogWriter.create(faulty, 1)) {
            append(writer, 1);
            assertThatThrownBy(() -> writer.append(List.of(commit(2)))).hasMessageContaining("input/output error");
            assertPoisoned(writer);
        }
        assertThat(replayed(memory)).as("half of the group is a torn tail").containsExactly(line(1));
    }

    @Test
    void isPoisonedByAForceThatFails() {
        for (Fault fault : Fault.values()) {
            MemoryVfs directory = new MemoryVfs("wal");
            FaultWritableVfs faulty = FaultWritableVfs.once(directory, 8, fault);
            try (LogWriter writer = LogWriter.create(faulty, 1)) {
                append(writer, 1);
                writer.append(List.of(commit(2)));
                assertThatThrownBy(writer::force).hasMessageContaining("injected");
                assertPoisoned(writer);
            }
            assertThat(replayed(directory)).startsWith(line(1));
        }
    }

    private static void assertPoisoned(LogWriter writer) {
        assertThat(writer.poisoned()).isTrue();
        long calls = writer.size();
        assertThatThrownBy(() -> writer.append(List.of(commit(9))))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAILED_PRECONDITION));
        assertThatThrownBy(writer::force).hasMessageContaining("since a call has failed");
        assertThatThrownBy(writer::finish).hasMessageContaining("since a call has failed");
        assertThat(writer.size()).isEqualTo(calls);
    }

    @Test
    void isClosedOnce() {
        LogWriter writer = LogWriter.create(memory, 1);
        writer.close();
        writer.close();
        assertThatThrownBy(() -> append(writer, 1)).hasMessageContaining("is closed");
        assertThatThrownBy(writer::force).hasMessageContaining("is closed");
    }
}
