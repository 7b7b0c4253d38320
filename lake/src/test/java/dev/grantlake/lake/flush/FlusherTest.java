package dev.grantlake.lake.flush;

import dev.grantlake.lake.error.StoreFailed;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The loop turn by turn, with a clock that stands still until somebody pauses. */
class FlusherTest {

    private static final long MILLI = 1_000_000;
    private static final FlushOptions COMPAT = FlushOptions.COMPAT;

    private final Clock clock = new Clock();
    private final Work work = new Work();

    /** Time passes in pauses only. */
    private static final class Clock implements FlushClock {

        private long now = 12345;
        private boolean woken;

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void pause(long nanos) {
            assertThat(nanos).isPositive();
            if (!woken) {
                now += nanos;
            }
            woken = false;
        }

        @Override
        public void wake() {
            woken = true;
        }
    }

    private final class Work implements FlushWork {

        private long rows;
        private long bytes;
        private long backlog;
        private long written;
        private long flushed;
        private boolean refuses;
        private int refused;
        private Runnable whileFlushing = () -> {};
        private final List<Long> flushes = new ArrayList<>();

        void write(int count) {
            rows += count;
            bytes += 10L * count;
            written += count;
        }

        @Override
        public long rows() {
            return rows;
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public long versionBacklog() {
            return backlog;
        }

        @Override
        public long flushedSeq() {
            return flushed;
        }

        @Override
        public void flush() {
            if (refuses) {
                throw new StoreFailed("refused", null);
            }
            flushes.add(clock.now / MILLI);
            flushed = written;
            rows = 0;
            bytes = 0;
            whileFlushing.run();
        }

        @Override
        public void failed(RuntimeException reason) {
            refused++;
        }
    }

    private Flusher flusher(FlushOptions options) {
        return new Flusher(options, work, clock);
    }

    private void runUntil(Flusher flusher, long millis) {
        while (clock.now < millis * MILLI) {
            flusher.turn();
        }
    }

    @Test
    void flushesWhateverThereIsOnATick() {
        Flusher flusher = flusher(COMPAT);
        work.write(1);
        runUntil(flusher, 99);
        runUntil(flusher, 350);
        assertThat(work.flushes).as("once, and nothing while there is nothing").containsExactly(100L);
    }

    @Test
    void flushesMuchAtOnceIfTheFloorAllows() {
        Flusher flusher = flusher(COMPAT);
        work.write(1000);
        flusher.written();
        flusher.turn();
        assertThat(work.flushes).as("the first is not delayed").containsExactly(0L);
        clock.now += 10 * MILLI;
        work.write(1000);
        flusher.written();
        flusher.turn();
        assertThat(work.flushes).as("within the floor the nudge is dropped").hasSize(1);
        runUntil(flusher, 101);
        assertThat(work.flushes).as("and the tick takes it").containsExactly(0L, 100L);
    }

    @Test
    void takesNoNoticeOfALittle() {
        Flusher flusher = flusher(COMPAT);
        work.write(999);
        flusher.written();
        assertThat(clock.woken).isFalse();
        runUntil(flusher, 99);
        assertThat(work.flushes).isEmpty();
    }

    @Test
    void nudgesItselfWhenMuchIsLeft() {
        Flusher flusher = flusher(COMPAT);
        work.write(1000);
        flusher.written();
        work.whileFlushing = () -> work.write(1000);
        flusher.turn();
        work.whileFlushing = () -> {};
        clock.now += 50 * MILLI;
        flusher.turn();
        assertThat(work.flushes).as("without a nudge from outside").containsExactly(0L, 50L);
    }

    @Test
    void triesAgainAfterAWhile() {
        Flusher flusher = flusher(COMPAT);
        work.write(1000);
        work.refuses = true;
        flusher.written();
        flusher.turn();
        assertThat(work.refused).isEqualTo(1);
        flusher.written();
        runUntil(flusher, 49);
        assertThat(work.refused).as("it rests, whoever nudges").isEqualTo(1);
        assertThat(work.rows).as("nothing is lost").isEqualTo(1000);
        work.refuses = false;
        runUntil(flusher, 120);
        assertThat(work.flushes).containsExactly(50L);
        assertThat(flusher.failures()).isEqualTo(1);
    }

    @Test
    @DisplayName("19.76 many versions without a compaction make flushes rarer")
    void backsOffFromVersions() {
        Flusher flusher = flusher(COMPAT.withVersionHighWater(10));
        work.backlog = 11;
        for (int i = 0; i < 8; i++) {
            work.write(1);
            long tick = clock.now;
            while (work.rows > 0) {
                flusher.turn();
            }
            assertThat(clock.now).isGreaterThan(tick);
        }
        assertThat(flusher.floorNanos()).isEqualTo(10 * COMPAT.tickInterval().toNanos());
        assertThat(work.flushes.get(7) - work.flushes.get(6)).isGreaterThanOrEqualTo(1000);
        work.backlog = 5;
        work.write(1);
        while (work.rows > 0) {
            flusher.turn();
        }
        assertThat(flusher.floorNanos()).as("not yet under half").isEqualTo(1000 * MILLI);
        work.backlog = 4;
        work.write(1);
        while (work.rows > 0) {
            flusher.turn();
        }
        assertThat(flusher.floorNanos()).isEqualTo(50 * MILLI);
    }

    @Test
    void drainsWhatThereIsWhenItStops() {
        Flusher flusher = new Flusher(COMPAT, work, FlushClock.system());
        flusher.start();
        work.rows = 1;
        flusher.stop();
        assertThat(work.rows).isZero();
    }

    @Test
    @DisplayName("19.65 D11: a stop whose last flush has failed says so")
    void saysThatTheLastFlushHasFailed() {
        Flusher flusher = new Flusher(COMPAT.withTickInterval(Duration.ofHours(1)), work, FlushClock.system());
        flusher.start();
        work.rows = 1;
        work.refuses = true;
        assertThatThrownBy(flusher::stop).isInstanceOf(StoreFailed.class);
    }

    @Test
    void tellsThoseWhoWaitThatAFlushHasFailed() throws Exception {
        Flusher flusher = new Flusher(COMPAT, work, FlushClock.system());
        work.written = 5;
        work.rows = 5;
        work.refuses = true;
        flusher.start();
        FutureTask<Void> waiter = new FutureTask<>(() -> flusher.awaitFlushed(5, true), null);
        new Thread(waiter, "waiter").start();
        assertThatThrownBy(waiter::get).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(StoreFailed.class);
        work.refuses = false;
        flusher.awaitFlushed(5, true);
        assertThat(work.flushed).isEqualTo(5);
        flusher.stop();
    }
}
