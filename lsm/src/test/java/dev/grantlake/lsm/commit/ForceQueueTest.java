package dev.grantlake.lsm.commit;

import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;

/** A turn is one thread's at a time and never lost, and nobody is let go before it is served. */
@ExtendWith(Seeds.class)
class ForceQueueTest {

    private static final int THREADS = 6;

    private final AtomicLong appended = new AtomicLong();
    private final AtomicLong forced = new AtomicLong();
    private final ForceQueue queue = new ForceQueue(forced::get);

    @Test
    void servesAllOneTurnAtATime() throws Exception {
        int rounds = Seeds.rounds(20_000);
        AtomicInteger turns = new AtomicInteger();
        List<FutureTask<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.add(started(() -> {
                for (int round = 0; round < rounds; round++) {
                    long position = appended.incrementAndGet();
                    while (forced.get() < position) {
                        if (queue.awaitTurn(position)) {
                            long all = appended.get();
                            int together = turns.incrementAndGet();
                            forced.accumulateAndGet(all, Math::max);
                            turns.decrementAndGet();
                            queue.passOn();
                            assertThat(together).isEqualTo(1);
                        } else {
                            assertThat(forced.get()).isGreaterThanOrEqualTo(position);
                        }
                    }
                }
                return true;
            }));
        }
        for (FutureTask<Boolean> thread : threads) {
            assertThat(thread.get()).isTrue();
        }
        assertThat(forced.get()).isEqualTo((long) THREADS * rounds);
        assertThat(queue.awaitTurn(Long.MAX_VALUE)).as("the turn was given up").isTrue();
    }

    @Test
    void wakesWhoIsServedAndGivesTheTurnToTheOldestOfTheOthers() throws Exception {
        assertThat(queue.awaitTurn(1)).isTrue();
        List<FutureTask<Boolean>> waiting = new ArrayList<>();
        for (int position = 1; position <= 4; position++) {
            long of = position;
            waiting.add(started(() -> queue.awaitTurn(of), true));
        }
        forced.set(2);
        queue.passOn();
        assertThat(waiting.get(0).get()).isFalse();
        assertThat(waiting.get(1).get()).isFalse();
        assertThat(waiting.get(2).get()).isTrue();
        assertThat(waiting.get(3).isDone()).isFalse();
        forced.set(4);
        queue.passOn();
        assertThat(waiting.get(3).get()).isFalse();
    }

    @Test
    void anInterruptEndsNoWaiting() throws Exception {
        assertThat(queue.awaitTurn(1)).isTrue();
        FutureTask<Boolean> waiting = new FutureTask<>(() -> {
            boolean turn = queue.awaitTurn(2);
            return Thread.interrupted() && !turn;
        });
        Thread thread = new Thread(waiting, "waiter");
        thread.start();
        awaitWaiting(thread);
        thread.interrupt();
        forced.set(2);
        queue.passOn();
        assertThat(waiting.get()).as("interrupted, and served").isTrue();
    }

    private static FutureTask<Boolean> started(Callable<Boolean> work) {
        return started(work, false);
    }

    private static FutureTask<Boolean> started(Callable<Boolean> work, boolean untilItWaits) {
        FutureTask<Boolean> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "waiter");
        thread.start();
        if (untilItWaits) {
            awaitWaiting(thread);
        }
        return task;
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            assertThat(thread.isAlive()).isTrue();
            Thread.onSpinWait();
        }
    }
}
