package dev.grantlake.lsm.memtable;

import dev.grantlake.base.BigEndian;
import dev.grantlake.base.Bytes;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

import static org.assertj.core.api.Assertions.assertThat;

/** Threads that all add at the same place, which is where they can hurt each other. */
@ExtendWith(Seeds.class)
public class ConcurrentSkipListTest {

    private static final int WRITERS = 3;
    private static final long TRAILER = 1 << Byte.SIZE | 1;
    private static final Bytes END = Bytes.ofHex("ffffffff");

    private final Arena<byte[]> bytes = new Arena<>(new byte[4][], units -> new byte[units * Arena.UNIT_BYTES]);
    private final SkipList list = new SkipList(new Arena<>(new int[4][], int[]::new), bytes, 1);

    /**
     * All keys ascend, so that each comes right before the end; what is known to be in must be found on the way back.
     */
    @Test
    public void losesNothingAtACrowdedPlace() throws Exception {
        int count = Seeds.rounds(150_000);
        assertThat(list.add(END, TRAILER, Bytes.EMPTY)).isTrue();
        AtomicInteger next = new AtomicInteger();
        AtomicInteger writing = new AtomicInteger(WRITERS);
        AtomicIntegerArray done = new AtomicIntegerArray(WRITERS);
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            tasks.add(() -> {
                try {
                    for (int key = next.incrementAndGet(); key <= count; key = next.incrementAndGet()) {
                        assertThat(list.add(key(key), TRAILER, Bytes.EMPTY)).isTrue();
                        done.set(writer, key);
                    }
                } finally {
                    writing.decrementAndGet();
                }
                return true;
            });
        }
        tasks.add(() -> {
            do {
                int known = 0;
                for (int i = 0; i < WRITERS; i++) {
                    known = Math.max(known, done.get(i));
                }
                int end = list.last();
                int linked = list.lastBefore(END, TRAILER);
                known = Math.max(known, linked == SkipList.NONE ? 0 : number(linked));
                int before = list.previous(end);
                if (known > 0 && (before == SkipList.NONE || number(before) < known)) {
                    assertThat(before).isNotEqualTo(SkipList.NONE);
                    assertThat(number(before)).isGreaterThanOrEqualTo(known);
                }
            } while (writing.get() > 0);
            return true;
        });
        Together.run(tasks);
        int node = list.first();
        for (int key = 1; key <= count; key++) {
            if (number(node) != key) {
                assertThat(number(node)).as("on the way there").isEqualTo(key);
            }
            node = list.next(node);
        }
        assertThat(list.next(node)).isEqualTo(SkipList.NONE);
        for (int key = count; key >= 1; key--) {
            node = list.previous(node);
            if (number(node) != key) {
                assertThat(number(node)).as("on the way back").isEqualTo(key);
            }
        }
        assertThat(list.previous(node)).isEqualTo(SkipList.NONE);
    }

    /** All threads add the same keys in the same order, so that they meet at each. */
    @Test
    void takesEachKeyOnce(Dice dice) throws Exception {
        int count = 30_000;
        int[] keys = new int[count];
        for (int i = 0; i < count; i++) {
            keys[i] = dice.below(1 << 20);
        }
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            tasks.add(() -> {
                int added = 0;
                for (int key : keys) {
                    added += list.add(key(key), TRAILER, Bytes.EMPTY) ? 1 : 0;
                }
                return added;
            });
        }
        int added = Together.run(tasks).stream().mapToInt(each -> each).sum();
        List<Integer> shown = new ArrayList<>();
        for (int node = list.first(); node != SkipList.NONE; node = list.next(node)) {
            shown.add(number(node));
        }
        assertThat(shown)
                .hasSize(added)
                .isEqualTo(Arrays.stream(keys).distinct().sorted().boxed().toList());
    }

    private int number(int node) {
        Bytes key = list.key(node);
        return BigEndian.getInt(key.array(), key.offset());
    }

    private static Bytes key(int number) {
        byte[] key = new byte[Integer.BYTES];
        BigEndian.putInt(key, 0, number);
        return Bytes.wrap(key);
    }
}
