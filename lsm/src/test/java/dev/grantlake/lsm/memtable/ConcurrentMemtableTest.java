package dev.grantlake.lsm.memtable;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.cursor.DeletedRanges;
import dev.grantlake.lsm.cursor.InternalCursor;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many threads add batches while others read. An operation is a function of its sequence number, so that a reader knows
 * what it must find: everything that was visible when it began, each entry whole, in order, both ways.
 */
@ExtendWith(Seeds.class)
class ConcurrentMemtableTest {

    private static final int WRITERS = 3;
    private static final int READERS = 3;
    private static final int DELETE_EVERY = 97;

    private final Memtable memtable = new Memtable();
    private final AtomicLong nextSequence = new AtomicLong(1);
    private final AtomicLong visibleBelow = new AtomicLong(1);
    private final AtomicInteger writing = new AtomicInteger(WRITERS);
    /** Guarded by this. */
    private boolean failed;

    private long salt;
    private int keys;

    @Test
    void showsEverythingThatIsVisibleWhileOthersAdd(Dice dice) throws Exception {
        salt = dice.bits();
        keys = 1 << dice.between(3, 12);
        int batches = Seeds.rounds(200);
        List<Callable<@Nullable Void>> tasks = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            Dice sizes = dice.fork();
            tasks.add(() -> {
                try {
                    for (int batch = 0; batch < batches; batch++) {
                        write(1 + (int) sizes.skewed(200));
                    }
                } catch (RuntimeException | Error e) {
                    fail();
                    throw e;
                } finally {
                    writing.decrementAndGet();
                }
                return null;
            });
        }
        for (int i = 0; i < READERS; i++) {
            tasks.add(() -> {
                do {
                    read();
                } while (writing.get() > 0);
                return null;
            });
        }
        Together.run(tasks);
        assertThat(visibleBelow.get()).isEqualTo(nextSequence.get()).isGreaterThan((long) WRITERS * batches);
        read();
    }

    /** As a commit does: numbers first, in order; then entries, side by side; then they are visible, in order again. */
    private void write(int operations) throws InterruptedException {
        long first = nextSequence.getAndAdd(operations);
        for (long sequence = first; sequence < first + operations; sequence++) {
            if (deletes(sequence)) {
                RangeDeletion deletion = deletion(sequence);
                memtable.deleteRange(deletion.start(), deletion.end(), sequence);
            } else {
                memtable.add(key(sequence), Trailer.of(sequence, KeyKind.SET), value(sequence));
            }
        }
        publish(first, operations);
    }

    private synchronized void publish(long first, int operations) throws InterruptedException {
        while (visibleBelow.get() != first) {
            assertThat(failed).as("another writer has failed").isFalse();
            wait();
        }
        visibleBelow.set(first + operations);
        notifyAll();
    }

    private synchronized void fail() {
        failed = true;
        notifyAll();
    }

    private void read() {
        long below = visibleBelow.get();
        MemtableView view = memtable.view(below);
        if (view == null) {
            assertThat(below).isEqualTo(1);
            return;
        }
        List<RangeDeletion> deletions = new ArrayList<>();
        for (long sequence = DELETE_EVERY; sequence < below; sequence += DELETE_EVERY) {
            deletions.add(deletion(sequence));
        }
        assertThat(view.deletedRanges().ranges())
                .isEqualTo(DeletedRanges.of(deletions, below).ranges());
        List<InternalKey> forward = new ArrayList<>();
        List<InternalKey> backward = new ArrayList<>();
        try (InternalCursor cursor = view.points(KeyRange.ALL)) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                take(cursor, below, forward);
            }
            for (boolean more = cursor.last(); more; more = cursor.prev()) {
                take(cursor, below, backward);
            }
        }
        assertThat(forward).hasSize((int) (below - 1 - deletions.size()));
        for (int i = 1; i < forward.size(); i++) {
            assertThat(forward.get(i - 1)).isLessThan(forward.get(i));
        }
        Collections.reverse(backward);
        assertThat(backward).isEqualTo(forward);
        for (long sequence = Math.max(1, below - 20); sequence < below; sequence++) {
            assertNewest(view, key(sequence), below);
        }
    }

    /** Entries that came meanwhile may be shown, but only whole. */
    private void take(InternalCursor cursor, long below, List<InternalKey> taken) {
        long sequence = Trailer.sequence(cursor.trailer());
        InternalKey key = new InternalKey(cursor.userKey().copy(), cursor.trailer());
        if (!key.userKey().equals(key(sequence)) || !cursor.value().copy().equals(value(sequence))) {
            assertThat(key).isEqualTo(new InternalKey(key(sequence), Trailer.of(sequence, KeyKind.SET)));
            assertThat(cursor.value().copy()).isEqualTo(value(sequence));
        }
        if (sequence < below) {
            taken.add(key);
        }
    }

    private void assertNewest(MemtableView view, Bytes key, long below) {
        long sequence = below - 1;
        while (sequence > 0 && (deletes(sequence) || !key(sequence).equals(key))) {
            sequence--;
        }
        ByteView value = new ByteView();
        long found = view.find(key, value);
        if (sequence == 0) {
            assertThat(found).isEqualTo(MemtableView.NOT_FOUND);
        } else {
            assertThat(found).isEqualTo(Trailer.of(sequence, KeyKind.SET));
            assertThat(value.copy()).isEqualTo(value(sequence));
        }
    }

    private static boolean deletes(long sequence) {
        return sequence % DELETE_EVERY == 0;
    }

    private RangeDeletion deletion(long sequence) {
        Bytes key = key(sequence);
        return new RangeDeletion(key, key.plus(Bytes.ofHex("ff")), sequence);
    }

    private Bytes key(long sequence) {
        long mixed = (sequence + salt) * 0x9e3779b97f4a7c15L;
        int key = (int) ((mixed ^ (mixed >>> 32)) & (keys - 1));
        return Bytes.wrap(new byte[] {(byte) (key >> Byte.SIZE), (byte) key});
    }

    private static Bytes value(long sequence) {
        byte[] value = new byte[(int) (sequence % 40)];
        Arrays.fill(value, (byte) sequence);
        return Bytes.wrap(value);
    }
}
