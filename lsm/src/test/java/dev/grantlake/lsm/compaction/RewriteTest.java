package dev.grantlake.lsm.compaction;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Merger;
import dev.grantlake.lsm.cursor.TableRun;
import dev.grantlake.lsm.cursor.TableSource;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.memtable.Memtable;
import dev.grantlake.lsm.sstable.SstableWriterOptions;
import dev.grantlake.testbase.Dice;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.WritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs;
import dev.grantlake.vfs.testing.RecordingVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RewriteTest {

    private static final SstableWriterOptions TABLES = SstableWriterOptions.DEFAULT.withBlocks(256, 256);

    private final MemoryVfs directory = new MemoryVfs("test");
    private final AtomicLong numbers = new AtomicLong(1);

    @Test
    void everyFileIsForcedOneAfterTheOther() {
        RecordingVfs recorded = new RecordingVfs(directory);
        List<TableMetadata> tables = rewrite(recorded, memtable(100, 100), 8000, Pace.UNHINDERED);
        assertThat(tables).hasSize(2);
        assertThat(recorded.takeNotes().stream().filter(note -> !note.startsWith("write")))
                .containsExactly(
                        "create 000001.sst",
                        "force 000001.sst",
                        "close 000001.sst",
                        "create 000002.sst",
                        "force 000002.sst",
                        "close 000002.sst");
    }

    @Test
    void nothingIsTouchedIfNothingIsLeft() {
        RecordingVfs recorded = new RecordingVfs(directory);
        RewriteInput input = new RewriteInput(List.of(), List.of(), OccupiedRanges.EVERYWHERE, 1, List.of(), 0);
        assertThat(rewrite(recorded, input, Pace.UNHINDERED)).isEmpty();
        assertThat(recorded.takeNotes()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void noFileIsLeftByAFailureWhereverItComes(FaultWritableVfs.Fault fault) {
        RewriteInput input = input(memtable(100, 100), 8000);
        long n = 0;
        boolean failed = true;
        while (failed) {
            n++;
            MemoryVfs clean = new MemoryVfs("test");
            FaultWritableVfs faulty = FaultWritableVfs.once(clean, n, fault);
            try {
                assertThat(rewrite(faulty, input, Pace.UNHINDERED)).hasSize(2);
                failed = false;
            } catch (StorageException e) {
                assertThat(e.kind()).isEqualTo(StorageException.Kind.IO);
                assertThat(clean.list()).as("after call %d", n).isEmpty();
            }
            faulty.requireNothingOpen();
        }
        assertThat(n).isGreaterThan(8);
        assertThat(directory.list()).isEmpty();
    }

    @Test
    void thePaceIsToldWhatWasReadAndMayEndIt() {
        TableSource memtable = memtable(20_000, 100);
        AtomicLong spent = new AtomicLong();
        assertThat(rewrite(directory, memtable, 300_000, spent::addAndGet)).hasSizeGreaterThan(4);
        assertThat(spent.get()).isBetween(2_000_000L, 2_200_000L);
        directory.list().forEach(directory::delete);
        assertThatThrownBy(() -> rewrite(directory, memtable, 300_000, bytes -> {
                    assertThat(bytes).isLessThan(300_000);
                    if (spent.addAndGet(-bytes) < 1_000_000) {
                        throw new CancellationException();
                    }
                }))
                .isInstanceOf(CancellationException.class);
        assertThat(directory.list()).isEmpty();
    }

    @Test
    void thePaceIsAskedWhereNothingIsKept() {
        Memtable deleted = new Memtable(1);
        for (int i = 0; i < 50_000; i++) {
            deleted.add(Bytes.utf8(String.format("%08d", i)), Trailer.of(10 + i, KeyKind.DELETE), Bytes.EMPTY);
        }
        RewriteInput input = new RewriteInput(
                List.of(TableRun.of(List.of(requireNonNull(deleted.view(Trailer.MAX_SEQUENCE))))),
                List.of(),
                OccupiedRanges.NOWHERE,
                1 << 20,
                List.of(),
                0);
        assertThatThrownBy(() -> rewrite(directory, input, bytes -> {
                    throw new CancellationException();
                }))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void whatAMergerThrowsComesOutAndLeavesNoFile() {
        Memtable memtable = new Memtable(1);
        memtable.add(Bytes.utf8("a"), Trailer.of(10, KeyKind.SET), Bytes.utf8("x"));
        memtable.add(Bytes.utf8("b"), Trailer.of(11, KeyKind.MERGE), Bytes.utf8("x"));
        memtable.add(Bytes.utf8("b"), Trailer.of(12, KeyKind.MERGE), Bytes.utf8("y"));
        Merger refusing = (key, older, newer) -> {
            throw new IllegalStateException(key.toUtf8() + older.toUtf8() + newer.toUtf8());
        };
        Rewrite rewrite = new Rewrite(directory, numbers::getAndIncrement, new RewriteOptions(TABLES, refusing));
        RewriteInput input = input(requireNonNull(memtable.view(Trailer.MAX_SEQUENCE)), 1);
        assertThatThrownBy(() -> rewrite.run(input, Pace.UNHINDERED))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("bxy");
        assertThat(directory.list()).isEmpty();
    }

    @Test
    void tablesEndWhereThoseOfTheNextLevelDo() {
        List<TableMetadata> grandparents = rewrite(directory, memtable(1000, 100), 8000, Pace.UNHINDERED);
        RewriteInput input = new RewriteInput(
                List.of(TableRun.of(List.of(memtable(1000, 100)))),
                List.of(),
                OccupiedRanges.EVERYWHERE,
                20_000,
                grandparents,
                0);
        List<TableMetadata> tables = rewrite(directory, input, Pace.UNHINDERED);
        List<Bytes> borders = grandparents.stream()
                .map(table -> table.bounds().smallest().userKey())
                .toList();
        assertThat(tables)
                .hasSizeBetween(6, 12)
                .allSatisfy(table ->
                        assertThat(borders).contains(table.bounds().smallest().userKey()));
    }

    @Test
    void aTableOverlapsNotTooMuchOfTheNextLevel() {
        List<TableMetadata> grandparents = new ArrayList<>();
        for (TableMetadata table : rewrite(directory, memtable(1000, 100), 4000, Pace.UNHINDERED)) {
            grandparents.add(new TableMetadata(
                    table.number(),
                    1_000_000,
                    table.points(),
                    null,
                    table.smallestSequence(),
                    table.largestSequence(),
                    0,
                    false,
                    0,
                    Bytes.EMPTY,
                    Bytes.EMPTY,
                    List.of()));
        }
        RewriteInput input = new RewriteInput(
                List.of(TableRun.of(List.of(memtable(1000, 100)))),
                List.of(),
                OccupiedRanges.EVERYWHERE,
                300_000,
                grandparents,
                0);
        assertThat(rewrite(directory, input, Pace.UNHINDERED)).hasSize((grandparents.size() + 3) / 4);
    }

    private List<TableMetadata> rewrite(WritableVfs directory, TableSource input, long targetBytes, Pace pace) {
        return rewrite(directory, input(input, targetBytes), pace);
    }

    private List<TableMetadata> rewrite(WritableVfs directory, RewriteInput input, Pace pace) {
        return new Rewrite(directory, numbers::getAndIncrement, new RewriteOptions(TABLES, Merger.CONCATENATION))
                .run(input, pace);
    }

    private static RewriteInput input(TableSource input, long targetBytes) {
        return RewriteInput.flush(List.of(TableRun.of(List.of(input))), List.of(), targetBytes, 0);
    }

    /** Ascending keys, and values that do not get smaller. */
    private static TableSource memtable(int entries, int valueBytes) {
        Dice dice = new Dice(1);
        Memtable memtable = new Memtable(1);
        for (int i = 0; i < entries; i++) {
            memtable.add(
                    Bytes.utf8(String.format("%08d", i)),
                    Trailer.of(10 + i, KeyKind.SET),
                    Bytes.wrap(dice.bytes(valueBytes)));
        }
        return requireNonNull(memtable.view(Trailer.MAX_SEQUENCE));
    }
}
