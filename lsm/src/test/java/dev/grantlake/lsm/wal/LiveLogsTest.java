package dev.grantlake.lsm.wal;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.lsm.record.ChunkFormat;
import dev.grantlake.lsm.record.ChunkRole;
import dev.grantlake.lsm.record.LogBytes;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.testing.LeakCheckingVfs;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which logs count as empty. */
class LiveLogsTest {

    private static final byte[] COMMIT = batch(40, 1);
    private static final byte[] LONG_COMMIT = batch(50_000, 1);
    private static final byte[] NOTHING = batch(14, 0);

    @Test
    void takesNothingForNothing() {
        assertThat(check(new LogBytes())).isEmpty();
        assertThat(check(new LogBytes().trailer(4))).isEmpty();
        assertThat(LiveLogs.requireEmpty(new MemoryVfs("db"), List.of(), 4, Strictness.STRICT))
                .isEmpty();
    }

    @Test
    void ignoresObsoleteLogs() {
        MemoryVfs directory = new MemoryVfs("db")
                .put(
                        "000003.log",
                        Bytes.wrap(new LogBytes()
                                .record(ChunkFormat.SYNC, 3, 0, COMMIT)
                                .toArray()));
        assertThat(check(directory, Strictness.STRICT)).isEmpty();
    }

    @Test
    void refusesAnyChunkOfItsOwn() {
        assertRefused(0, new LogBytes().record(ChunkFormat.SYNC, 4, 0, COMMIT));
        assertRefused(
                0, new LogBytes().record(ChunkFormat.RECYCLABLE, 4, 0, COMMIT).trailer(4));
        assertRefused(0, new LogBytes().record(ChunkFormat.LEGACY, 0, 0, COMMIT));
        assertRefused(0, new LogBytes().chunk(ChunkFormat.SYNC, ChunkRole.FIRST, 4, 0, COMMIT));
        assertRefused(0, new LogBytes().chunk(ChunkFormat.SYNC, ChunkRole.LAST, 4, 0, COMMIT));
    }

    @Test
    void takesRecordsThatCountNothingForNothing() {
        assertThat(check(new LogBytes().record(ChunkFormat.SYNC, 4, 0, NOTHING).trailer(4)))
                .isEmpty();
        assertThat(check(new LogBytes().record(ChunkFormat.SYNC, 4, 0, NOTHING).record(ChunkFormat.SYNC, 2, 0, COMMIT)))
                .singleElement()
                .satisfies(tail -> assertThat(tail.where().offset()).isEqualTo(33));
        assertRefused(
                33, new LogBytes().record(ChunkFormat.SYNC, 4, 0, NOTHING).record(ChunkFormat.SYNC, 4, 0, COMMIT));
        assertRefused(0, new LogBytes().record(ChunkFormat.SYNC, 4, 0, batch(50_000, 0)));
        assertRefused(0, new LogBytes().record(ChunkFormat.SYNC, 4, 0, new byte[11]));
    }

    @Test
    void findsChunksBehindDamage() {
        byte[] sameBlock = new LogBytes()
                .record(ChunkFormat.SYNC, 4, 0, COMMIT)
                .record(ChunkFormat.SYNC, 4, 59, COMMIT)
                .toArray();
        sameBlock[30] ^= 1;
        assertRefused(59, new LogBytes().raw(sameBlock));
        byte[] nextBlock =
                new LogBytes().record(ChunkFormat.SYNC, 4, 0, LONG_COMMIT).toArray();
        nextBlock[30] ^= 1;
        assertRefused(32768, new LogBytes().raw(nextBlock));
    }

    @Test
    void reportsTheRemainsOfARecycledFile() {
        LogBytes remains = new LogBytes()
                .record(ChunkFormat.SYNC, 2, 0, COMMIT)
                .record(ChunkFormat.SYNC, 2, 0, LONG_COMMIT)
                .trailer(2);
        for (Strictness strictness : Strictness.values()) {
            assertThat(check(new MemoryVfs("db").put("000004.log", Bytes.wrap(remains.toArray())), strictness))
                    .singleElement()
                    .satisfies(tail -> {
                        assertThat(tail.cause()).isEqualTo(LogTail.Cause.RECYCLED);
                        assertThat(tail.where().offset()).isZero();
                        assertThat(tail.length()).isEqualTo(remains.size());
                    });
        }
    }

    @Test
    void seesRemainsWhereverTheyAreCut() {
        byte[] remains = new LogBytes()
                .record(ChunkFormat.SYNC, 2, 0, COMMIT)
                .record(ChunkFormat.SYNC, 2, 0, COMMIT)
                .toArray();
        remains[3] ^= 1;
        assertThat(check(new LogBytes().raw(remains)))
                .singleElement()
                .satisfies(tail -> assertThat(tail.cause()).isEqualTo(LogTail.Cause.RECYCLED));
    }

    @Test
    void dropsATornFirstRecordAndSaysSo() {
        byte[] torn = new LogBytes().record(ChunkFormat.SYNC, 4, 0, COMMIT).toArray();
        torn[30] ^= 1;
        assertThat(check(new LogBytes().raw(torn))).singleElement().satisfies(tail -> {
            assertThat(tail.cause()).isEqualTo(LogTail.Cause.TORN);
            assertThat(tail.length()).isEqualTo(torn.length);
        });
        MemoryVfs directory = new MemoryVfs("db").put("000004.log", Bytes.wrap(torn));
        assertCorrupt(directory, Strictness.STRICT);
    }

    @Test
    void wantsAllLogsButTheNewestToEndCleanly() {
        MemoryVfs directory =
                new MemoryVfs("db").put("000004.log", Bytes.wrap(new byte[100])).put("000005.log", Bytes.EMPTY);
        assertCorrupt(directory, Strictness.DAMAGE_IS_AN_ERROR);
        assertThat(check(directory, Strictness.SALVAGE)).hasSize(1);
        assertThat(check(directory.put("000004.log", Bytes.EMPTY), Strictness.DAMAGE_IS_AN_ERROR))
                .isEmpty();
        assertThat(check(directory.put("000005.log", Bytes.wrap(new byte[100])), Strictness.DAMAGE_IS_AN_ERROR))
                .hasSize(1);
    }

    private static byte[] batch(int length, int count) {
        return Arrays.copyOf(new ByteSink().writeLongLe(10).writeIntLe(count).toArray(), length);
    }

    private static void assertRefused(long offset, LogBytes log) {
        MemoryVfs directory = new MemoryVfs("db").put("000004.log", Bytes.wrap(log.toArray()));
        assertThatThrownBy(() -> check(directory, Strictness.SALVAGE))
                .isInstanceOfSatisfying(StorageException.class, e -> {
                    assertThat(e.kind()).isEqualTo(StorageException.Kind.UNSUPPORTED);
                    assertThat(e.location().orElseThrow().offset()).isEqualTo(offset);
                });
    }

    private static void assertCorrupt(MemoryVfs directory, Strictness strictness) {
        assertThatThrownBy(() -> check(directory, strictness))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT));
    }

    private static List<LogTail> check(LogBytes log) {
        return check(new MemoryVfs("db").put("000004.log", Bytes.wrap(log.toArray())), Strictness.DAMAGE_IS_AN_ERROR);
    }

    private static List<LogTail> check(MemoryVfs directory, Strictness strictness) {
        directory
                .put("marker.format-version.000001.024", Bytes.EMPTY)
                .put("marker.manifest.000001.MANIFEST-000001", Bytes.EMPTY);
        LeakCheckingVfs checked = new LeakCheckingVfs(directory);
        try {
            return LiveLogs.requireEmpty(
                    checked, DatabaseDirectory.read(directory).logs(), 4, strictness);
        } finally {
            checked.requireNothingOpen();
        }
    }
}
