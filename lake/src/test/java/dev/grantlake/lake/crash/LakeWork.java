package dev.grantlake.lake.crash;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.kv.Durability;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.LakeOptions;
import dev.grantlake.lake.Transaction;
import dev.grantlake.lake.recovery.LakeFolders;
import dev.grantlake.lake.table.Table;
import dev.grantlake.testbase.Dice;
import dev.grantlake.vfs.WritableVfs;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongFunction;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random transactions on a lake by one thread, with flushes and compactions between them, and what must be left of it:
 * its content after one of the transactions, and none that was durable missing.
 */
final class LakeWork {

    /** Nothing happens by itself; segments are small. */
    private static final LakeOptions OPTIONS = LakeOptions.PRODUCTION.toBuilder()
            .flusherEnabled(false)
            .optimizer(false, Duration.ofMinutes(5), 1000)
            .walSegment(4000, 1000)
            .build();

    private static final int KEYS = 12;
    private static final Bytes STEP = Bytes.utf8("step");

    /** What users were told. */
    static final class History {

        /** The content after each transaction that may be there, the oldest that may be first. */
        private final List<Map<Bytes, Bytes>> states = new ArrayList<>(List.of(Map.of()));

        private final List<Long> seqs = new ArrayList<>(List.of(0L));

        /** Forgets what lies before the last state, which is there for good. */
        void lastIsDurable() {
            states.subList(0, states.size() - 1).clear();
            seqs.subList(0, seqs.size() - 1).clear();
        }

        History copy() {
            History copy = new History();
            copy.states.clear();
            copy.states.addAll(states);
            copy.seqs.clear();
            copy.seqs.addAll(seqs);
            return copy;
        }
    }

    private final History history;
    private final Lake lake;

    private LakeWork(Lake lake, History history) {
        this.lake = lake;
        this.history = history;
    }

    static Lake open(WritableVfs root, WritableVfs wal, LongFunction<Table> tables) {
        return Lake.open(new LakeFolders(root, wal), tables, OPTIONS);
    }

    /** Does a number of steps on an open lake. */
    static void run(Lake lake, History history, Dice dice, int steps) {
        LakeWork work = new LakeWork(lake, history);
        for (int i = 0; i < steps; i++) {
            work.step(dice);
        }
    }

    private void step(Dice dice) {
        switch (dice.below(8)) {
            case 0, 1 -> {
                lake.flush();
                history.lastIsDurable();
            }
            case 2 -> {
                lake.compact();
                history.lastIsDurable();
                lake.prune(Duration.ZERO);
            }
            case 3, 4 -> commit(dice, Durability.BUFFERED);
            default -> {
                commit(dice, Durability.SYNC);
                history.lastIsDurable();
            }
        }
    }

    private void commit(Dice dice, Durability durability) {
        NavigableMap<Bytes, @Nullable Bytes> changes = new TreeMap<>();
        // So that no two contents are the same.
        changes.put(STEP, Bytes.utf8(Long.toString(lake.stats().lastSeq() + 1)));
        for (int i = 0; i <= dice.below(4); i++) {
            Bytes key = Bytes.utf8("key" + dice.below(KEYS));
            changes.put(key, dice.oneIn(3) ? null : Bytes.wrap(dice.bytes((int) dice.skewed(900))));
        }
        Map<Bytes, Bytes> after = new TreeMap<>(history.states.get(history.states.size() - 1));
        try (Transaction transaction = lake.begin(true)) {
            changes.forEach((key, value) -> {
                if (value == null) {
                    transaction.delete(key);
                    after.remove(key);
                } else {
                    transaction.set(key, value);
                    after.put(key, value);
                }
            });
            // From here on it may be there, whatever comes.
            history.states.add(after);
            history.seqs.add(lake.stats().lastSeq() + 1);
            long seq = transaction.commit(durability);
            assertThat(seq).as("no other commits").isEqualTo(history.seqs.get(history.seqs.size() - 1));
        }
    }

    /** Checks a lake that was opened after whatever happened; from then on what it shows is durable. */
    static void check(Lake lake, History history) {
        Map<Bytes, Bytes> content = content(lake);
        int state = history.states.lastIndexOf(content);
        assertThat(state).as("the content after one of the last transactions").isGreaterThanOrEqualTo(0);
        assertThat(lake.stats().lastSeq()).as("numbers go on").isGreaterThanOrEqualTo(history.seqs.get(state));
        history.states.subList(state + 1, history.states.size()).clear();
        history.seqs.subList(state + 1, history.seqs.size()).clear();
        history.lastIsDurable();
        history.seqs.set(0, lake.stats().lastSeq());
    }

    static Map<Bytes, Bytes> content(Lake lake) {
        Map<Bytes, Bytes> content = new TreeMap<>();
        try (Transaction transaction = lake.begin(false);
                Cursor cursor = transaction.cursor(KeyRange.ALL)) {
            for (boolean valid = cursor.first(); valid; valid = cursor.next()) {
                content.put(cursor.key().copy(), cursor.value().copy());
            }
        }
        return content;
    }

    /** Closes a lake whose disk may refuse. */
    static void closeWhatever(@Nullable Lake lake) {
        if (lake != null) {
            try {
                lake.close();
            } catch (StorageException e) {
                assertThat(e).hasMessageNotContaining("still open");
            }
        }
    }
}
