package dev.grantlake.lake.recovery;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.lake.checkpoint.Checkpoint;
import dev.grantlake.lake.checkpoint.CheckpointFile;
import dev.grantlake.lake.log.CommitLimits;
import dev.grantlake.lake.log.CommitRecord;
import dev.grantlake.lake.log.CommitSink;
import dev.grantlake.lake.log.DamageRule;
import dev.grantlake.lake.log.LogWriter;
import dev.grantlake.vfs.MemoryVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LakeOpeningTest {

    private final MemoryVfs root = new MemoryVfs("lake");
    private final MemoryVfs wal = new MemoryVfs("lake/wal");
    private final LakeFolders folders = new LakeFolders(root, wal);
    private final List<Long> replayed = new ArrayList<>();

    private final CommitSink sink = new CommitSink() {
        @Override
        public void set(long seq, Bytes key, Bytes value) {
            replayed.add(seq);
        }

        @Override
        public void delete(long seq, Bytes key) {
            replayed.add(seq);
        }
    };

    private void log(long number, long... seqs) {
        try (LogWriter writer = LogWriter.create(wal, number)) {
            for (long seq : seqs) {
                CommitRecord record = CommitRecord.encode(1, CommitLimits.DEFAULT)
                        .delete(Bytes.utf8("k"))
                        .finish();
                record.stamp(seq);
                writer.append(List.of(record));
            }
            writer.finish();
        }
    }

    private void checkpoint(long version, long maxSeq, long firstSegment) {
        new CheckpointFile(root).write(new Checkpoint(version, maxSeq, firstSegment, Instant.EPOCH));
    }

    private RecoveredLake open(long version, long maxSeq) {
        try (LakeOpening opening = LakeOpening.begin(folders)) {
            return opening.replay(version, maxSeq, DamageRule.REFUSE, sink);
        }
    }

    @Test
    void aFreshLakeBeginsWithOne() {
        RecoveredLake lake = open(1, 0);
        assertThat(lake.lastSeq()).isZero();
        assertThat(lake.log().nextSegment()).isEqualTo(1);
        assertThat(lake.checkpointFault()).isNull();
        assertThat(root.list()).containsExactly("LOCK");
    }

    @Test
    void aLakeIsOnes() {
        try (LakeOpening opening = LakeOpening.begin(folders)) {
            assertThat(opening.checkpoint()).isEmpty();
            assertThatThrownBy(() -> LakeOpening.begin(folders))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAILED_PRECONDITION))
                    .hasMessageContaining("lake");
        }
        LakeOpening.begin(folders).close();
    }

    /** Numbers go on above everything that was ever stored, logged, or in a checkpoint: the largest counts. */
    @Test
    void theNextNumberIsAboveAllThreeSources() {
        log(1);
        checkpoint(5, 20, 1);
        assertThat(open(5, 20).lastSeq()).isEqualTo(20);
        log(2, 21, 22);
        assertThat(open(5, 20).lastSeq()).as("the log").isEqualTo(22);
        assertThat(open(6, 30).lastSeq()).as("the dataset").isEqualTo(30);
        assertThat(open(5, 10).lastSeq()).as("the log again").isEqualTo(22);
        checkpoint(5, 40, 1);
        assertThat(open(6, 30).lastSeq()).as("the checkpoint").isEqualTo(40);
    }

    @Test
    void replaysWhatIsAboveTheDatasetAndTheCheckpoint() {
        checkpoint(5, 20, 2);
        log(2, 19, 20, 21, 22);
        RecoveredLake lake = open(5, 20);
        assertThat(replayed).containsExactly(21L, 22L);
        assertThat(lake.log().flushedCommits()).isEqualTo(2);
        assertThat(lake.flushedSeq()).isEqualTo(20);
        replayed.clear();
        open(6, 21);
        assertThat(replayed).containsExactly(22L);
    }

    @Test
    void aDatasetThatIsOlderThanTheCheckpointIsRefused() {
        checkpoint(5, 20, 1);
        assertThatThrownBy(() -> open(4, 20))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT))
                .hasMessageContaining("version 5");
        LakeOpening.begin(folders).close();
    }

    @Test
    void aDamagedCheckpointIsReportedAndTheLogReadWithoutIt() {
        root.put("CHECKPOINT", Bytes.utf8("format=1\n"));
        log(3, 19, 20, 21);
        RecoveredLake lake = open(5, 19);
        assertThat(lake.checkpointFault()).contains("checksum");
        assertThat(replayed).containsExactly(20L, 21L);
        assertThat(lake.lastSeq()).isEqualTo(21);
    }

    @Test
    void aDamagedCheckpointAloneKeepsNobodyOut() {
        root.put("CHECKPOINT", Bytes.utf8("format=1\n"));
        log(3);
        assertThat(open(5, 19).lastSeq()).isEqualTo(19);
        assertThat(replayed).isEmpty();
        assertThatThrownBy(() -> open(1, 0)).as("nothing was ever flushed").hasMessageContaining("nothing shows");
        root.delete("CHECKPOINT");
        assertThatThrownBy(() -> open(5, 19)).as("nor was it there").hasMessageContaining("nothing shows");
    }

    @Test
    void openingsLeaveNoSegmentsThatNobodyWroteTo() {
        checkpoint(5, 20, 3);
        log(3, 21);
        for (int opening = 0; opening < 3; opening++) {
            RecoveredLake lake = open(5, 20);
            assertThat(lake.log().nextSegment()).isEqualTo(4);
            log(4);
        }
        log(5);
        assertThat(open(5, 20).log().nextSegment()).isEqualTo(4);
        assertThat(wal.list()).containsExactly("00000000000000000003.log");
    }

    @Test
    void theFirstSegmentStaysWhetherSomethingIsInItOrNot() {
        checkpoint(5, 20, 3);
        log(3);
        log(4);
        assertThat(open(5, 20).log().nextSegment()).isEqualTo(4);
        assertThat(open(5, 20).log().nextSegment()).isEqualTo(4);
    }

    @Test
    void nobodyHoldsALakeThatCouldNotBeOpened() {
        root.put("CHECKPOINT", Bytes.EMPTY);
        root.close();
        assertThatThrownBy(() -> LakeOpening.begin(folders)).isInstanceOf(StorageException.class);
    }

    @Test
    void theFoldersOnDisk(@TempDir Path temp) {
        Path store = temp.resolve("a/lake");
        try (LakeFolders onDisk = LakeFolders.at(store);
                LakeOpening opening = LakeOpening.begin(onDisk)) {
            opening.replay(1, 0, DamageRule.REFUSE, sink);
            LogWriter.create(onDisk.wal(), 1).close();
            new CheckpointFile(onDisk.root()).write(new Checkpoint(1, 0, 1, Instant.EPOCH));
        }
        assertThat(store.resolve("LOCK")).exists();
        assertThat(store.resolve("CHECKPOINT")).exists();
        assertThat(store.resolve("wal/00000000000000000001.log")).hasSize(32);
        assertThat(LakeFolders.dataset(store)).isEqualTo(store.resolve("kv.lance"));
        assertThat(Files.exists(store.resolve("kv.lance")))
                .as("is the library's to create")
                .isFalse();
    }
}
