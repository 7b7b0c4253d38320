package dev.grantlake.base;

import dev.grantlake.testbase.Allocation;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class BufferCacheTest {

    private static final int ENTRY = BufferCache.ENTRY_BYTES;

    @Test
    void returnsWhatWasPut() {
        BufferCache cache = new BufferCache(1000);
        byte[] buffer = new byte[100];
        cache.put(1, 2, buffer);
        assertThat(cache.get(1, 2)).isSameAs(buffer);
        assertThat(cache.get(2, 1)).isNull();
        assertThat(cache.get(1, 3)).isNull();
        assertThat(cache.sizeBytes()).isEqualTo(100);
        assertThat(cache.usedBytes()).isEqualTo(100 + ENTRY);
        byte[] other = new byte[10];
        cache.put(1, 2, other);
        assertThat(cache.get(1, 2)).isSameAs(other);
        assertThat(cache.sizeBytes()).isEqualTo(10);
        assertThat(cache.usedBytes()).isEqualTo(10 + ENTRY);
    }

    @Test
    void takesABufferAsLargeAsItself() {
        BufferCache cache = new BufferCache(1000);
        cache.put(1, 0, new byte[500]);
        byte[] large = new byte[1000 - ENTRY];
        cache.put(2, 0, large);
        assertThat(cache.get(2, 0)).isSameAs(large);
        assertThat(cache.get(1, 0)).isNull();
        cache.put(3, 0, new byte[1000 - ENTRY + 1]);
        assertThat(cache.get(3, 0)).isNull();
        assertThat(cache.get(2, 0)).isSameAs(large);
        cache.put(2, 0, new byte[1000]);
        assertThat(cache.get(2, 0)).isNull();
        assertThat(cache.sizeBytes()).isZero();
    }

    @Test
    void holdsNothingWithoutCapacity() {
        BufferCache cache = new BufferCache(0);
        cache.put(1, 1, new byte[0]);
        assertThat(cache.get(1, 1)).isNull();
        assertThat(cache.sizeBytes()).isZero();
        assertThatThrownBy(() -> new BufferCache(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void boundsTheNumberOfEmptyBuffers() {
        BufferCache cache = new BufferCache(100L * ENTRY);
        for (int i = 0; i < 10_000; i++) {
            cache.put(1, i, new byte[0]);
        }
        assertThat(cache.usedBytes()).isEqualTo(100L * ENTRY);
        assertThat(cache.sizeBytes()).isZero();
    }

    @Test
    void keepsWhatIsReadAgainThroughAScan() {
        int hot = 500;
        BufferCache cache = new BufferCache(2L * hot * (1000 + ENTRY));
        for (int i = 0; i < hot; i++) {
            cache.put(1, i, new byte[1000]);
        }
        for (int i = 0; i < 20 * hot; i++) {
            for (int j = 0; j < 5; j++) {
                cache.get(1, (5 * i + j) % hot);
            }
            cache.put(2, i, new byte[1000]);
        }
        int kept = 0;
        for (int i = 0; i < hot; i++) {
            kept += cache.get(1, i) == null ? 0 : 1;
        }
        assertThat(kept).isGreaterThan(hot * 95 / 100);
    }

    @Test
    void keepsTheHotOfAFewLargeBuffers() {
        BufferCache cache = new BufferCache(4 * (1000L + ENTRY));
        cache.put(1, 0, new byte[1000]);
        for (int i = 0; i < 1000; i++) {
            assertThat(cache.get(1, 0)).as("read %d", i).isNotNull();
            cache.put(2, i, new byte[1000]);
        }
    }

    /** Whatever was put last under a key is what is found there, or nothing; and the books balance. */
    @Test
    void behavesAsAForgetfulMap(Dice dice) {
        for (int round = 0; round < Seeds.rounds(20); round++) {
            long capacity = dice.skewed(200_000);
            BufferCache cache = new BufferCache(capacity);
            Map<List<Long>, byte[]> model = new HashMap<>();
            for (int step = 0; step < 3000; step++) {
                long owner = dice.below(3);
                long offset = dice.below(300) * 4096L;
                if (dice.oneIn(2)) {
                    byte[] buffer = new byte[(int) dice.skewed(5000)];
                    cache.put(owner, offset, buffer);
                    model.put(List.of(owner, offset), buffer);
                    assertThat(cache.usedBytes()).isLessThanOrEqualTo(capacity);
                } else {
                    byte[] found = cache.get(owner, offset);
                    if (found != null) {
                        assertThat(found).isSameAs(model.get(List.of(owner, offset)));
                    }
                }
            }
            long held = 0;
            long entries = 0;
            for (Map.Entry<List<Long>, byte[]> entry : model.entrySet()) {
                byte[] found = cache.get(entry.getKey().get(0), entry.getKey().get(1));
                assertThat(found == null || found == entry.getValue()).isTrue();
                held += found == null ? 0 : found.length;
                entries += found == null ? 0 : 1;
            }
            assertThat(cache.sizeBytes()).isEqualTo(held);
            assertThat(cache.usedBytes()).isEqualTo(held + entries * ENTRY);
        }
    }

    @Test
    void allocatesNothingOnLookUp() {
        BufferCache cache = new BufferCache(1 << 20);
        cache.put(1, 1, new byte[10]);
        Runnable lookUps = () -> {
            for (int i = 0; i < 100_000; i++) {
                cache.get(1, i);
            }
        };
        lookUps.run();
        assertThat(Allocation.of(lookUps::run).bytes()).isLessThan(10_000);
    }

    @Test
    void servesManyThreads(Dice dice) throws InterruptedException, ExecutionException {
        int threads = 6;
        int keys = 400;
        BufferCache cache = new BufferCache(60_000);
        AtomicBoolean exceeded = new AtomicBoolean();
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> runs = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                Dice own = dice.fork();
                runs.add(pool.submit(() -> {
                    start.await();
                    for (int i = 0; i < 50_000; i++) {
                        int key = own.below(keys);
                        byte[] found = cache.get(key % 7, key);
                        if (found != null) {
                            assertThat(LittleEndian.getInt(found, 0)).isEqualTo(key);
                        } else {
                            byte[] buffer = new byte[4 + own.below(1000)];
                            LittleEndian.putInt(buffer, 0, key);
                            cache.put(key % 7, key, buffer);
                        }
                        if (cache.usedBytes() > cache.capacityBytes()) {
                            exceeded.set(true);
                        }
                    }
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> run : runs) {
                run.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(exceeded).isFalse();
        long held = 0;
        long entries = 0;
        for (int key = 0; key < keys; key++) {
            byte[] found = cache.get(key % 7, key);
            held += found == null ? 0 : found.length;
            entries += found == null ? 0 : 1;
        }
        assertThat(cache.sizeBytes()).isEqualTo(held);
        assertThat(cache.usedBytes()).isEqualTo(held + entries * ENTRY);
    }
}
