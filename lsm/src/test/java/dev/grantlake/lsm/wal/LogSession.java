package dev.grantlake.lsm.wal;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.directory.DatabaseDirectory.LogFile;
import dev.grantlake.lsm.record.LogReader;
import dev.grantlake.lsm.record.LogRecord;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.testbase.Dice;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.vfs.WritableVfs;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** A log that is being written by the dice, and what a replay of it may find: batch {@code i} sets {@code key<i>}. */
final class LogSession {

    static final long NUMBER = 7;
    static final String LOG = "000007.log";

    private static final long FIRST_SEQUENCE = 10;
    private static final int BLOCK = 32 << 10;

    final List<Bytes> batches = new ArrayList<>();
    /** For each batch the value of its key. */
    final List<Bytes> values = new ArrayList<>();
    /** For each batch where the log ended behind it. */
    final List<Long> ends = new ArrayList<>();

    int written;
    int synced;
    boolean finished;

    /** Appends, flushes and syncs by the dice, and ends the log now and then. */
    void run(WritableVfs directory, Dice dice, int steps, int longest) {
        try (WalWriter log = WalWriter.create(directory, NUMBER, dice.oneIn(2) ? dice.skewed(100_000) : 0)) {
            for (int step = 0; step < steps; step++) {
                switch (dice.below(4)) {
                    case 0 -> {
                        log.flush();
                        written = batches.size();
                    }
                    case 1 -> {
                        log.sync();
                        synced = batches.size();
                        written = synced;
                    }
                    default -> {
                        Bytes batch = nextBatch(dice, log.size(), longest);
                        batches.add(batch);
                        log.append(batch);
                        ends.add(log.size());
                    }
                }
            }
            if (dice.oneIn(2)) {
                log.finish();
                synced = batches.size();
                finished = true;
            }
        }
    }

    /** Often one that ends a few bytes before or behind the end of a block. */
    private Bytes nextBatch(Dice dice, long position, int longest) {
        int toBorder = BLOCK - (int) (position % BLOCK);
        int wanted = toBorder <= longest && dice.oneIn(2) ? toBorder - dice.below(80) : (int) dice.skewed(longest);
        String value = "v".repeat(Math.max(0, wanted - 40));
        values.add(Bytes.utf8(value));
        BatchBytes batch = new BatchBytes(FIRST_SEQUENCE + batches.size()).set("key" + batches.size(), value);
        return Bytes.wrap(batch.toArray());
    }

    /** Checks what a replay finds, and gives how many batches that is. */
    int check(Vfs directory, String state) {
        List<Bytes> found = records(directory);
        assertThat(found.size()).as(state).isBetween(synced, batches.size());
        assertThat(found).as(state).isEqualTo(batches.subList(0, found.size()));
        Strictness strictness = finished ? Strictness.STRICT : Strictness.DAMAGE_IS_AN_ERROR;
        ReplayedLogs replayed =
                LogReplay.replay(directory, List.of(new LogFile(LOG, NUMBER, 0)), NUMBER, strictness, 1 << 24);
        assertThat(replayed.nextSequence()).as(state).isEqualTo(found.isEmpty() ? 0 : FIRST_SEQUENCE + found.size());
        assertThat(replayed.skipped()).as(state).isEmpty();
        return found.size();
    }

    /** The records of the log before its end, whatever that is. */
    static List<Bytes> records(Vfs directory) {
        List<Bytes> records = new ArrayList<>();
        try (ReadableFile file = directory.open(LOG)) {
            LogReader reader = LogReader.ofWal(file, NUMBER, 1 << 24);
            for (LogRecord record = reader.next(); record != null; record = reader.next()) {
                records.add(record.payload());
            }
        }
        return records;
    }
}
