package dev.grantlake.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.grantlake.base.BufferCache;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Crc32c;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.LsmReadOptions;
import dev.grantlake.lsm.ReadOnlyDatabase;
import dev.grantlake.lsm.directory.DatabaseDirectory.LogFile;
import dev.grantlake.lsm.inspect.KeyFinder;
import dev.grantlake.lsm.inspect.WalDump;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.vfs.MemoryVfs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any bytes as a write-ahead log, as they are and with numbers and checksums of their chunks put right: rows that are
 * the same in both directions and by key, or refused. What the strict reading accepts, the lenient ones read as the
 * same rows.
 */
final class WalFuzzTest {

    private static final int NUMBER = 4;
    private static final String NAME = "000004.log";
    private static final int BLOCK = 32 << 10;
    private static final int SHORTEST_HEADER = 7;
    private static final int NUMBER_OFFSET = 7;
    private static final int TYPE_OFFSET = 6;
    private static final int TRAILER_TYPE = 5;
    private static final int MAX_RECORD_BYTES = 1 << 20;

    /** A manifest of nothing but a log number and a next file number. */
    private static final Bytes MANIFEST = manifest(Bytes.ofHex("02040309"));

    @FuzzTest
    void showsRowsOrIsRefused(byte[] input) {
        check(input);
        check(withRightChunks(input));
    }

    private static void check(byte[] log) {
        String strict = rows(log, Strictness.STRICT);
        String usual = rows(log, Strictness.DAMAGE_IS_AN_ERROR);
        String salvaged = rows(log, Strictness.SALVAGE);
        if (strict != null) {
            assertThat(usual).isEqualTo(strict);
        }
        if (usual != null) {
            assertThat(salvaged).isEqualTo(usual);
        }
        HostileRead.of(log.length, () -> {
            List<String> lines = new ArrayList<>();
            WalDump.lines(directory(log), new LogFile(NAME, NUMBER, 0), false, MAX_RECORD_BYTES, lines::add);
            return lines.size();
        });
        HostileRead.of(log.length, () -> {
            List<Object> found = new ArrayList<>();
            KeyFinder.find(directory(log), Bytes.ofHex("61"), options(Strictness.SALVAGE), found::add, problem -> {});
            return found.size();
        });
    }

    private static @Nullable String rows(byte[] log, Strictness strictness) {
        return HostileRead.of(log.length, () -> {
            try (ReadOnlyDatabase database = ReadOnlyDatabase.open(directory(log), options(strictness))) {
                return rows(database);
            }
        });
    }

    private static String rows(ReadOnlyDatabase database) {
        List<String> forward = new ArrayList<>();
        List<String> backward = new ArrayList<>();
        try (Cursor cursor = database.cursor(KeyRange.ALL)) {
            for (boolean valid = cursor.first(); valid; valid = cursor.next()) {
                forward.add(cursor.key() + " " + cursor.value());
                Bytes key = cursor.key().copy();
                if (!cursor.value().copy().equals(database.get(key))) {
                    throw new AssertionError("the value of " + key + " by key is " + database.get(key));
                }
            }
            for (boolean valid = cursor.last(); valid; valid = cursor.prev()) {
                backward.add(cursor.key() + " " + cursor.value());
            }
        }
        Collections.reverse(backward);
        assertThat(backward).isEqualTo(forward);
        return forward.toString();
    }

    private static LsmReadOptions options(Strictness strictness) {
        LsmReadOptions.Limits usual = LsmReadOptions.Limits.DEFAULT;
        return new LsmReadOptions(
                new BufferCache(0),
                new ReadMetrics(),
                strictness,
                new LsmReadOptions.Limits(
                        usual.maxManifestBytes(),
                        usual.maxTables(),
                        usual.maxSortedRuns(),
                        usual.maxRangeDeletions(),
                        16 << 20,
                        1 << 20,
                        usual.maxBlockBytes()));
    }

    private static MemoryVfs directory(byte[] log) {
        return new MemoryVfs("fuzz")
                .put("marker.format-version.000001.024", Bytes.EMPTY)
                .put("marker.manifest.000001.MANIFEST-000001", Bytes.EMPTY)
                .put("MANIFEST-000001", MANIFEST)
                .put(NAME, Bytes.wrap(log));
    }

    private static Bytes manifest(Bytes edit) {
        Bytes covered = new ByteSink().writeByte(1).writeBytes(edit).toBytes();
        return new ByteSink()
                .writeIntLe(Crc32c.masked(covered))
                .writeShortLe(edit.length())
                .writeBytes(covered)
                .toBytes();
    }

    /**
     * A copy in which each chunk has the log's number and the right checksum, as far as their lengths lead from one to
     * the next. A trailer stays one.
     */
    private static byte[] withRightChunks(byte[] input) {
        byte[] log = input.clone();
        int at = 0;
        while (at + SHORTEST_HEADER <= log.length) {
            int left = BLOCK - at % BLOCK;
            int header = headerBytes(log[at + TYPE_OFFSET]);
            int length = (log[at + 4] & 0xff) | (log[at + 5] & 0xff) << Byte.SIZE;
            if (left < SHORTEST_HEADER || (header == 0 && left < BLOCK / 2)) {
                at += left;
            } else if (header == 0 || header + length > left || at + header + length > log.length) {
                break;
            } else {
                boolean trailer =
                        log[at + TYPE_OFFSET] == TRAILER_TYPE && length == 0 && log[at + NUMBER_OFFSET] == NUMBER + 1;
                if (header > SHORTEST_HEADER) {
                    put(log, at + NUMBER_OFFSET, trailer ? NUMBER + 1 : NUMBER);
                }
                put(log, at, trailer ? 0 : Crc32c.masked(log, at + TYPE_OFFSET, header - TYPE_OFFSET + length));
                at += header + length;
            }
        }
        return log;
    }

    private static void put(byte[] log, int at, int value) {
        for (int i = 0; i < Integer.BYTES; i++) {
            log[at + i] = (byte) (value >>> (Byte.SIZE * i));
        }
    }

    /** Bytes before the payload of a chunk of this type, 0 for none. */
    private static int headerBytes(int type) {
        if (type < 1 || type > 12) {
            return 0;
        }
        return type <= 4 ? SHORTEST_HEADER : type <= 8 ? 11 : 19;
    }

    /** A log of one full chunk a batch, each of another format than the one before; checksums are left out. */
    static byte[] seed(Bytes... batches) {
        ByteSink log = new ByteSink();
        int format = 0;
        for (Bytes batch : batches) {
            log.writeIntLe(0).writeShortLe(batch.length()).writeByte(1 + 4 * format);
            if (format > 0) {
                log.writeIntLe(NUMBER);
            }
            if (format == 2) {
                log.writeLongLe(0);
            }
            log.writeBytes(batch);
            format = (format + 1) % 3;
        }
        return log.writeIntLe(0)
                .writeShortLe(0)
                .writeByte(TRAILER_TYPE)
                .writeIntLe(NUMBER + 1)
                .toArray();
    }
}
