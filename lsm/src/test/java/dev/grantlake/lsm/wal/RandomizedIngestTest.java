package dev.grantlake.lsm.wal;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.kv.testing.CursorWalk;
import dev.grantlake.lsm.ExpectedRows;
import dev.grantlake.lsm.LsmReadOptions;
import dev.grantlake.lsm.PebbleFixtures;
import dev.grantlake.lsm.ReadOnlyDatabase;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.record.ChunkFormat;
import dev.grantlake.lsm.record.LogBytes;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.testing.LeakCheckingVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Writes, range deletions, ingests and excises that only logs hold, above tables of the manifest, in random order. What
 * is ingested, again and again, is the first table of fixture {@code minimal_handbuilt}: k000000 to k000099.
 */
@ExtendWith(Seeds.class)
class RandomizedIngestTest {

    private static final String NAME = "minimal_handbuilt";
    private static final String TABLE = "000002.sst";
    private static final Bytes BEHIND_TABLE = key(100);
    private static final long FIRST_LOG = 4;
    private static final LsmReadOptions OPTIONS =
            new LsmReadOptions(new BufferCache(1 << 20), new ReadMetrics()).with(Strictness.STRICT);

    private final NavigableMap<Bytes, Bytes> rows = new TreeMap<>();
    private long sequence;
    private long nextFile;

    @Test
    void readsAsIfAllHadBeenAppliedInOrder(Dice dice) {
        for (int round = 0; round < Seeds.rounds(60); round++) {
            MemoryVfs directory = PebbleFixtures.directory(NAME, NAME);
            rows.clear();
            rows.putAll(ExpectedRows.read(NAME));
            sequence = 11;
            nextFile = FIRST_LOG + 100;
            int logs = dice.between(1, 4);
            for (int i = 0; i < logs; i++) {
                writeLog(directory, FIRST_LOG + i, dice);
            }
            LeakCheckingVfs checked = new LeakCheckingVfs(directory);
            try (ReadOnlyDatabase database = ReadOnlyDatabase.open(checked, OPTIONS)) {
                new CursorWalk(database, rows, dice).run(5, 100);
                assertThat(database.recoveryReport().isEmpty()).isTrue();
            }
            checked.requireNothingOpen();
        }
    }

    private void writeLog(MemoryVfs directory, long number, Dice dice) {
        LogBytes log = new LogBytes();
        for (int i = dice.below(12); i > 0; i--) {
            BatchBytes batch = new BatchBytes(sequence);
            if (dice.oneIn(3)) {
                ingest(batch, directory, dice);
            } else {
                for (int j = dice.between(1, 8); j > 0; j--) {
                    write(batch, dice);
                }
            }
            log.record(ChunkFormat.SYNC, number, 0, batch.toArray());
        }
        directory.put(FileName.ofLog(number), Bytes.wrap(log.trailer(number).toArray()));
    }

    private void write(BatchBytes batch, Dice dice) {
        Bytes key = key(dice.below(210));
        Bytes value = Bytes.utf8("w" + sequence);
        switch (dice.below(5)) {
            case 0 -> {
                batch.operation(KeyKind.DELETE, key, Bytes.EMPTY);
                rows.remove(key);
            }
            case 1 -> {
                batch.operation(KeyKind.MERGE, key, value);
                rows.merge(key, value, Bytes::plus);
            }
            case 2 -> removeRange(batch, KeyKind.RANGE_DELETE, dice);
            default -> {
                batch.operation(KeyKind.SET, key, value);
                rows.put(key, value);
            }
        }
        sequence++;
    }

    private void ingest(BatchBytes batch, MemoryVfs directory, Dice dice) {
        boolean table = !dice.oneIn(4);
        if (!table || dice.oneIn(2)) {
            removeRange(batch, KeyKind.EXCISE, dice);
            sequence++;
        }
        if (table) {
            long file = nextFile++;
            directory.put(FileName.ofTable(file), directory.content(TABLE));
            batch.operation(KeyKind.INGEST_SST, new ByteSink().writeVarint(file).toBytes(), Bytes.EMPTY);
            for (Map.Entry<Bytes, Bytes> row :
                    ExpectedRows.read(NAME).headMap(BEHIND_TABLE).entrySet()) {
                rows.put(row.getKey(), row.getValue());
            }
            sequence++;
        }
    }

    private void removeRange(BatchBytes batch, KeyKind kind, Dice dice) {
        int from = dice.below(210);
        int to = from + 1 + dice.below(60);
        batch.operation(kind, key(from), key(to));
        rows.subMap(key(from), key(to)).clear();
    }

    private static Bytes key(int number) {
        return Bytes.utf8(String.format("k%06d", number));
    }
}
