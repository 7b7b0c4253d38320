package dev.grantlake.lsm.wal;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.testing.CursorWalk;
import dev.grantlake.lsm.LsmReadOptions;
import dev.grantlake.lsm.ReadOnlyDatabase;
import dev.grantlake.lsm.manifest.EditScript;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Logs of random batches in random framings: whole, cut and changed, what is read is what the first batches wrote, or a
 * typed error where the log proves that there had been more.
 */
@ExtendWith(Seeds.class)
class RandomizedReplayTest {

    private static final LsmReadOptions OPTIONS = new LsmReadOptions(new BufferCache(1 << 20), new ReadMetrics());

    @Test
    void readsWhatWasWritten(Dice dice) {
        for (int round = 0; round < Seeds.rounds(150); round++) {
            ModelLog log = ModelLog.random(4, 10, dice, dice.between(0, 40), 3000);
            try (ReadOnlyDatabase database = open(log.bytes(), Strictness.STRICT)) {
                new CursorWalk(database, log.rows(log.batches()), dice).run(3, 50);
                assertThat(database.recoveryReport().isEmpty()).isTrue();
            }
        }
    }

    @Test
    void readsAPrefixOfALogThatWasCutAnywhere(Dice dice) {
        for (int round = 0; round < Seeds.rounds(6); round++) {
            ModelLog log = ModelLog.random(4, 10, dice, 12, 30);
            for (int length = 0; length < log.bytes().length; length++) {
                assertCut(log, length, dice);
            }
        }
        for (int round = 0; round < Seeds.rounds(10); round++) {
            ModelLog log = ModelLog.random(4, 10, dice, 30, 20_000);
            for (int i = 0; i < 30; i++) {
                assertCut(log, dice.below(log.bytes().length + 1), dice);
            }
        }
    }

    private static void assertCut(ModelLog log, int length, Dice dice) {
        byte[] cut = Arrays.copyOf(log.bytes(), length);
        int whole = log.batchesWithin(length);
        try (ReadOnlyDatabase database = open(cut, Strictness.DAMAGE_IS_AN_ERROR)) {
            new CursorWalk(database, log.rows(whole), dice).run(1, 5);
            List<LogTail> tails = database.recoveryReport().unreadTails();
            if (log.endsCleanlyAt(length)) {
                assertThat(tails).as("cut to %d", length).isEmpty();
            } else {
                assertThat(tails).as("cut to %d", length).singleElement().satisfies(tail -> {
                    assertThat(tail.cause()).isEqualTo(LogTail.Cause.TORN);
                    assertThat(tail.where().offset() + tail.length()).isEqualTo(length);
                });
            }
        }
    }

    @Test
    void readsUpToAFlippedBitOrSaysWhatProvesTheLoss(Dice dice) {
        int refused = 0;
        int dropped = 0;
        for (int round = 0; round < Seeds.rounds(60); round++) {
            ModelLog log = ModelLog.random(4, 10, dice, dice.between(1, 30), dice.oneIn(3) ? 20_000 : 60);
            for (int i = 0; i < 20; i++) {
                int at = dice.below(log.bytes().length);
                byte[] changed = log.bytes().clone();
                changed[at] ^= (byte) (1 << dice.below(Byte.SIZE));
                ModelLog.Stop stop = log.stopForChangeAt(at);
                if (stop == null) {
                    assertReads(log, changed, log.batches(), OPTIONS.strictness(), at, dice);
                } else if (stop.proof() == null) {
                    assertReads(log, changed, stop.batchesBefore(), OPTIONS.strictness(), at, dice);
                    dropped++;
                } else {
                    assertRefused(changed, stop, at);
                    assertReads(log, changed, stop.batchesBefore(), Strictness.SALVAGE, at, dice);
                    refused++;
                }
            }
        }
        assertThat(refused).as("changes that a sync offset proves").isPositive();
        assertThat(dropped).as("changes that nothing proves").isPositive();
    }

    private static void assertReads(
            ModelLog log, byte[] changed, int batches, Strictness strictness, int at, Dice dice) {
        try (ReadOnlyDatabase database = open(changed, strictness)) {
            new CursorWalk(database, log.rows(batches), dice).run(1, 5);
            assertThat(database.recoveryReport().unreadTails())
                    .as("a change at %d is reported", at)
                    .hasSize(log.stopForChangeAt(at) == null ? 0 : 1);
        }
    }

    private static void assertRefused(byte[] changed, ModelLog.Stop stop, int at) {
        assertThatThrownBy(() -> open(changed, Strictness.DAMAGE_IS_AN_ERROR))
                .as("a change at %d", at)
                .hasMessageContaining(" at " + stop.offset() + ", although the chunk at " + stop.proof())
                .isInstanceOfSatisfying(StorageException.class, e -> {
                    assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT);
                    assertThat(e.location().orElseThrow().offset()).isEqualTo(stop.recordOffset());
                });
    }

    private static ReadOnlyDatabase open(byte[] log, Strictness strictness) {
        MemoryVfs directory = new MemoryVfs("db")
                .put("marker.format-version.000001.024", Bytes.EMPTY)
                .put("marker.manifest.000001.MANIFEST-000001", Bytes.EMPTY)
                .put("MANIFEST-000001", Bytes.wrap(EditScript.manifest(List.of("2 4 3 9"))))
                .put("000004.log", Bytes.wrap(log));
        return ReadOnlyDatabase.open(directory, OPTIONS.with(strictness));
    }
}
